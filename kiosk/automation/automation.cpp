#include "kiosk/automation/automation.h"
#include <atomic>
#include <chrono>
#include <cstring>
#include <list>
#include <mutex>
#include <stdexcept>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <thread>
#include <unistd.h>

namespace kiosk {
namespace {

constexpr std::size_t longest_line = 1U << 20U;
constexpr std::size_t most_connections = 8;

bool write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sent = ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

} // namespace

struct Automation::Impl {
  Impl(std::string socket_path, KioskApp& kiosk, std::function<std::string()> public_state)
      : path(std::move(socket_path)), app(kiosk), state(std::move(public_state)) {}
  std::string path;
  KioskApp& app;
  std::function<std::string()> state;
  int listener = -1;
  std::atomic<bool> stopping{false};
  struct Connection {
    int fd = -1;
    std::atomic<bool> done{false};
    std::thread thread;
  };
  std::list<Connection> connections; ///< acceptor thread, and the destructor after it
  std::thread acceptor;

  void accept_all() {
    while (!stopping) {
      const int fd = ::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC); // the destructor's shutdown wakes it
      if (fd < 0) {
        if (!stopping) std::this_thread::sleep_for(std::chrono::milliseconds(100)); // no descriptors left: later, perhaps
        continue;
      }
      connections.remove_if([](Connection& c) {
        if (!c.done) return false;
        c.thread.join();
        ::close(c.fd);
        return true;
      });
      if (connections.size() >= most_connections) {
        ::close(fd);
        continue;
      }
      auto& connection = connections.emplace_back();
      connection.fd = fd;
      connection.thread = std::thread([this, &connection] { serve(connection); });
    }
  }

  void serve(Connection& connection) {
    std::string waiting;
    char bytes[4096];
    while (!stopping) {
      const auto got = ::recv(connection.fd, bytes, sizeof bytes, 0);
      if (got <= 0) break;
      waiting.append(bytes, static_cast<std::size_t>(got));
      if (waiting.size() > longest_line) break;
      bool open = true;
      for (auto end = waiting.find('\n'); open && end != std::string::npos; end = waiting.find('\n')) {
        const auto line = waiting.substr(0, end);
        waiting.erase(0, end + 1);
        if (line.empty()) continue;
        open = write_all(connection.fd, answer_request(app, state, line, [this] { return stopping.load(); }) + "\n");
      }
      if (!open) break;
    }
    ::shutdown(connection.fd, SHUT_RDWR);
    connection.done = true;
  }
};

Automation::Automation(std::string socket_path, KioskApp& app, std::function<std::string()> state)
    : impl_(std::make_unique<Impl>(std::move(socket_path), app, std::move(state))) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (impl_->path.size() >= sizeof address.sun_path) throw std::runtime_error("the automation socket's path is too long");
  std::memcpy(address.sun_path, impl_->path.c_str(), impl_->path.size() + 1);
  impl_->listener = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  ::unlink(impl_->path.c_str());
  // Mode 0600 from the start: fchmod before bind sets what bind creates the name with.
  const bool made = impl_->listener >= 0 && ::fchmod(impl_->listener, 0600) == 0 &&
                    ::bind(impl_->listener, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 &&
                    ::chmod(impl_->path.c_str(), 0600) == 0 && ::listen(impl_->listener, 8) == 0;
  if (!made) {
    if (impl_->listener >= 0) ::close(impl_->listener);
    throw std::runtime_error("cannot make the automation socket " + impl_->path + ": " + std::strerror(errno));
  }
  impl_->acceptor = std::thread([this] { impl_->accept_all(); });
}

Automation::~Automation() {
  impl_->stopping = true;
  ::shutdown(impl_->listener, SHUT_RDWR);
  impl_->acceptor.join();
  for (auto& connection : impl_->connections) {
    ::shutdown(connection.fd, SHUT_RDWR);
    connection.thread.join();
    ::close(connection.fd);
  }
  ::close(impl_->listener);
  ::unlink(impl_->path.c_str());
}

} // namespace kiosk
