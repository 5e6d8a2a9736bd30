#include "devices/simulators/control_server.h"

#include <boost/asio/buffer.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <set>
#include <sys/stat.h>
#include <unistd.h>

namespace devices::sim {
namespace {

using boost::asio::local::stream_protocol;
using boost::system::error_code;

constexpr std::size_t longest_line = 1024 * 1024;

boost::json::object failure(std::string text) { return {{"ok", false}, {"error", std::move(text)}}; }

} // namespace

struct ControlServer::Impl : std::enable_shared_from_this<ControlServer::Impl> {
  struct Connection {
    explicit Connection(stream_protocol::socket s) : socket(std::move(s)) {}
    stream_protocol::socket socket;
    std::string input;
    std::string output;
  };

  Impl(const boost::asio::any_io_executor& executor, std::filesystem::path path_, Handler handler_)
      : acceptor(executor), path(std::move(path_)), handler(std::move(handler_)) {}

  void listen() {
    struct stat found {};
    if (::lstat(path.c_str(), &found) == 0 && S_ISSOCK(found.st_mode)) ::unlink(path.c_str());
    acceptor.open();
    const auto mask = ::umask(0177); // the socket is never, not even for a moment, open to others
    error_code error;
    acceptor.bind(stream_protocol::endpoint(path.string()), error);
    ::umask(mask);
    if (error) throw boost::system::system_error(error, path.string());
    acceptor.listen();
    accept();
  }

  void accept() {
    acceptor.async_accept([self = shared_from_this()](error_code error, stream_protocol::socket socket) {
      if (error || !self->acceptor.is_open()) return;
      const auto connection = std::make_shared<Connection>(std::move(socket));
      self->connections.insert(connection);
      self->read(connection);
      self->accept();
    });
  }

  void read(const std::shared_ptr<Connection>& connection) {
    boost::asio::async_read_until(connection->socket, boost::asio::dynamic_buffer(connection->input, longest_line), '\n',
                                  [self = shared_from_this(), connection](error_code error, std::size_t size) {
                                    if (!self->acceptor.is_open()) return;
                                    if (error) {
                                      // A line without an end within the bound cannot be skipped: say so and hang up.
                                      if (error == boost::asio::error::not_found) self->answer(connection, failure("line too long"), false);
                                      else self->connections.erase(connection);
                                      return;
                                    }
                                    const auto line = connection->input.substr(0, size - 1);
                                    connection->input.erase(0, size);
                                    self->answer(connection, self->serve(line), true);
                                  });
  }

  boost::json::object serve(const std::string& line) const {
    error_code error;
    const auto request = boost::json::parse(line, error);
    if (error) return failure("no JSON: " + error.message());
    if (!request.is_object()) return failure("no JSON object");
    try {
      return handler(request.get_object());
    } catch (const std::exception& thrown) {
      return failure(thrown.what());
    }
  }

  void answer(const std::shared_ptr<Connection>& connection, const boost::json::object& object, bool go_on) {
    connection->output = boost::json::serialize(object) + "\n";
    boost::asio::async_write(connection->socket, boost::asio::buffer(connection->output),
                             [self = shared_from_this(), connection, go_on](error_code error, std::size_t) {
                               if (!self->acceptor.is_open()) return;
                               if (error || !go_on) self->connections.erase(connection);
                               else self->read(connection);
                             });
  }

  void close() {
    error_code ignored;
    if (acceptor.is_open()) {
      acceptor.close(ignored);
      ::unlink(path.c_str());
    }
    for (const auto& connection : connections) connection->socket.close(ignored);
    connections.clear();
  }

  stream_protocol::acceptor acceptor;
  std::filesystem::path path;
  Handler handler;
  std::set<std::shared_ptr<Connection>> connections;
};

ControlServer::ControlServer(boost::asio::any_io_executor executor, std::filesystem::path path, Handler handler)
    : impl_(std::make_shared<Impl>(executor, std::move(path), std::move(handler))) {
  impl_->listen();
}

ControlServer::~ControlServer() { impl_->close(); }

} // namespace devices::sim
