#include "devices/simulators/fiscal/fiscal_server.h"
#include "devices/serial/pty.h"
#include <array>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <deque>

namespace devices::sim {
namespace {

using boost::asio::ip::tcp;
using boost::system::error_code;

/// One connection; ends itself when either side has gone.
class Connection : public std::enable_shared_from_this<Connection> {
public:
  Connection(tcp::socket socket, FiscalModel& model)
      : socket_(std::move(socket)), timer_(socket_.get_executor()), wire_(model, FiscalWire::Kind::connection) {}
  void start() { read(); }
  void close() {
    timer_.cancel();
    error_code ignored;
    socket_.shutdown(tcp::socket::shutdown_both, ignored);
    socket_.close(ignored);
  }
  [[nodiscard]] bool open() const { return socket_.is_open(); }

private:
  void read() {
    socket_.async_read_some(boost::asio::buffer(input_), [self = shared_from_this()](error_code error, std::size_t size) {
      if (error) {
        self->close();
        return;
      }
      for (auto& reply : self->wire_.on_bytes({self->input_.data(), size})) self->replies_.push_back(std::move(reply));
      self->next();
      if (self->open()) self->read();
    });
  }
  void next() {
    if (busy_ || replies_.empty() || !open()) return;
    busy_ = true;
    timer_.expires_after(replies_.front().delay);
    timer_.async_wait([self = shared_from_this()](error_code error) {
      if (error || !self->open()) return;
      boost::asio::async_write(self->socket_, boost::asio::buffer(self->replies_.front().bytes), [self](error_code failed, std::size_t) {
        const bool end = failed || self->replies_.front().end_line;
        self->replies_.pop_front();
        self->busy_ = false;
        if (end) self->close();
        else self->next();
      });
    });
  }
  tcp::socket socket_;
  boost::asio::steady_timer timer_;
  FiscalWire wire_;
  std::array<std::uint8_t, 4096> input_{};
  std::deque<WireReply> replies_;
  bool busy_ = false;
};

} // namespace

struct FiscalTcpServer::Impl : std::enable_shared_from_this<FiscalTcpServer::Impl> {
  Impl(boost::asio::any_io_executor executor, FiscalModel& model_) : acceptor(executor), model(model_) {}

  void listen() {
    acceptor.open(endpoint.protocol());
    acceptor.set_option(tcp::acceptor::reuse_address(true));
    acceptor.bind(endpoint);
    acceptor.listen();
    endpoint = acceptor.local_endpoint(); // the same port after a break
    accept();
  }
  void accept() {
    acceptor.async_accept([self = shared_from_this()](error_code error, tcp::socket socket) {
      if (error) return;
      auto connection = std::make_shared<Connection>(std::move(socket), self->model);
      std::erase_if(self->connections, [](const auto& old) { return old.expired(); });
      self->connections.push_back(connection);
      connection->start();
      self->accept();
    });
  }
  void close() {
    error_code ignored;
    acceptor.close(ignored);
    for (auto& connection : connections) {
      if (const auto open = connection.lock()) open->close();
    }
    connections.clear();
  }

  tcp::acceptor acceptor;
  tcp::endpoint endpoint;
  FiscalModel& model;
  std::vector<std::weak_ptr<Connection>> connections;
};

FiscalTcpServer::FiscalTcpServer(boost::asio::any_io_executor executor, FiscalModel& model, const std::string& host, std::uint16_t port)
    : impl_(std::make_shared<Impl>(std::move(executor), model)) {
  impl_->endpoint = tcp::endpoint(boost::asio::ip::make_address(host), port);
  impl_->listen();
}
FiscalTcpServer::~FiscalTcpServer() { impl_->close(); }
std::uint16_t FiscalTcpServer::port() const { return impl_->endpoint.port(); }
void FiscalTcpServer::obey() {
  const bool down = impl_->model.faults.down;
  if (down && impl_->acceptor.is_open()) impl_->close();
  if (!down && !impl_->acceptor.is_open()) impl_->listen();
}

struct FiscalPtyServer::Impl : std::enable_shared_from_this<FiscalPtyServer::Impl> {
  Impl(boost::asio::any_io_executor executor, FiscalModel& model_)
      : timer(executor), model(model_), wire(model_, FiscalWire::Kind::serial) {}

  void on_bytes(std::span<const std::uint8_t> bytes) {
    for (auto& reply : wire.on_bytes(bytes)) replies.push_back(std::move(reply));
    next();
  }
  void next() {
    if (busy || replies.empty()) return;
    busy = true;
    timer.expires_after(replies.front().delay);
    timer.async_wait([self = shared_from_this()](error_code error) {
      self->busy = false;
      if (error || !self->host || self->replies.empty()) return;
      const auto reply = std::move(self->replies.front());
      self->replies.pop_front();
      if (self->host->plugged()) self->host->write(Bytes(reply.bytes.begin(), reply.bytes.end()));
      // A serial line has no end. Pulling the cable out and putting it back is the nearest thing to an end.
      if (reply.end_line) {
        self->unplug();
        self->plug();
      }
      self->next();
    });
  }
  void unplug() {
    if (host && host->plugged()) host->unplug();
    wire.reset();
    replies.clear();
  }
  void plug() {
    if (host && !host->plugged()) host->plug();
  }

  boost::asio::steady_timer timer;
  FiscalModel& model;
  FiscalWire wire;
  std::unique_ptr<PtyHost> host;
  std::deque<WireReply> replies;
  bool busy = false;
};

FiscalPtyServer::FiscalPtyServer(boost::asio::any_io_executor executor, FiscalModel& model, std::filesystem::path link)
    : impl_(std::make_shared<Impl>(executor, model)) {
  impl_->host =
      std::make_unique<PtyHost>(executor, std::move(link), [weak = std::weak_ptr<Impl>(impl_)](std::span<const std::uint8_t> bytes) {
        if (const auto impl = weak.lock()) impl->on_bytes(bytes);
      });
}
FiscalPtyServer::~FiscalPtyServer() {
  impl_->timer.cancel();
  impl_->host.reset();
}
void FiscalPtyServer::obey() {
  if (impl_->model.faults.down) impl_->unplug();
  else impl_->plug();
}

} // namespace devices::sim
