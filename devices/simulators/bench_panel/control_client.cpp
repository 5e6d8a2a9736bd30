#include "devices/simulators/bench_panel/control_client.h"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <condition_variable>
#include <cstring>
#include <deque>
#include <mutex>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <thread>
#include <unistd.h>

namespace devices::sim {
namespace {

constexpr std::size_t longest_answer = 16U << 20U;
constexpr time_t answer_seconds = 5;

boost::json::object failure(std::string_view why) { return {{"ok", false}, {"error", why}}; }

} // namespace

struct ControlClient::Impl {
  struct Job {
    boost::json::object request;
    Answer answer;
    boost::json::object result;
  };

  ~Impl() { hang_up(); }

  void hang_up() {
    if (socket >= 0) ::close(socket);
    socket = -1;
    rest.clear();
  }

  bool connect() {
    if (socket >= 0) return true;
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path) return false;
    std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
    socket = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (socket < 0) return false;
    const timeval patience{answer_seconds, 0};
    ::setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    ::setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    if (::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) return true;
    hang_up();
    return false;
  }

  bool send_line(std::string line) {
    line += '\n';
    for (std::size_t sent = 0; sent < line.size();) {
      const auto n = ::send(socket, line.data() + sent, line.size() - sent, MSG_NOSIGNAL);
      if (n <= 0) return false;
      sent += static_cast<std::size_t>(n);
    }
    return true;
  }

  boost::json::object read_answer() {
    while (true) {
      if (const auto end = rest.find('\n'); end != std::string::npos) {
        const auto line = rest.substr(0, end);
        rest.erase(0, end + 1);
        boost::system::error_code error;
        auto value = boost::json::parse(line, error);
        return error || !value.is_object() ? failure("the bench's answer is no JSON object") : std::move(value.get_object());
      }
      char bytes[16384];
      const auto n = rest.size() < longest_answer ? ::recv(socket, bytes, sizeof bytes, 0) : -1;
      if (n <= 0) {
        hang_up(); // a late answer must not be taken for that of the next request
        return failure("the bench did not answer");
      }
      rest.append(bytes, static_cast<std::size_t>(n));
    }
  }

  boost::json::object exchange(const boost::json::object& request) {
    if (!connect()) return failure("no bench at " + path);
    if (!send_line(boost::json::serialize(request))) {
      hang_up();
      return failure("the bench went away");
    }
    return read_answer();
  }

  void work() {
    std::unique_lock lock(mutex);
    while (true) {
      changed.wait(lock, [this] { return stop || !asked.empty(); });
      if (stop) return;
      auto job = std::move(asked.front());
      asked.pop_front();
      lock.unlock();
      job.result = exchange(job.request);
      lock.lock();
      answered.push_back(std::move(job));
      --open;
    }
  }

  std::string path;
  int socket = -1;
  std::string rest;
  mutable std::mutex mutex;
  std::condition_variable changed;
  std::deque<Job> asked, answered;
  std::size_t open = 0;
  bool stop = false;
  std::thread thread;
};

ControlClient::ControlClient(std::string socket_path) : impl_(std::make_unique<Impl>()) {
  impl_->path = std::move(socket_path);
  impl_->thread = std::thread([this] { impl_->work(); });
}

ControlClient::~ControlClient() {
  {
    const std::lock_guard lock(impl_->mutex);
    impl_->stop = true;
    impl_->changed.notify_one();
  }
  impl_->thread.join();
}

void ControlClient::ask(boost::json::object request, Answer answer) {
  const std::lock_guard lock(impl_->mutex);
  impl_->asked.push_back({std::move(request), std::move(answer), {}});
  ++impl_->open;
  impl_->changed.notify_one();
}

bool ControlClient::poll() {
  std::deque<Impl::Job> ready;
  {
    const std::lock_guard lock(impl_->mutex);
    ready.swap(impl_->answered);
  }
  for (const auto& job : ready)
    if (job.answer) job.answer(job.result);
  return !ready.empty();
}

std::size_t ControlClient::waiting() const {
  const std::lock_guard lock(impl_->mutex);
  return impl_->open;
}

} // namespace devices::sim
