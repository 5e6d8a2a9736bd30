#include "devices/simulators/store/store_simulator.h"

#include "devices/simulators/store/store_model.h"
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>
#include <boost/beast/websocket.hpp>
#include <boost/beast/websocket/ssl.hpp>
#include <chrono>
#include <deque>
#include <fmt/format.h>
#include <fstream>
#include <set>

namespace devices::sim {
namespace {

namespace net = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
namespace websocket = beast::websocket;
using tcp = net::ip::tcp;
using boost::system::error_code;
using net::use_awaitable;
using Request = http::request<http::string_body>;
using Response = http::response<http::string_body>;

constexpr std::size_t largest_request = 1024 * 1024;
constexpr std::string_view socket_path = "/ws/orders";

engine::Instant monotonic_now() {
  return engine::Instant{std::chrono::duration_cast<engine::Millis>(std::chrono::steady_clock::now().time_since_epoch())};
}
engine::WallTime wall_now() {
  return {std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch()).count()};
}

boost::json::value read_catalog(const StoreSimulatorOptions& options) {
  auto text = options.catalog_json;
  if (text.empty()) {
    std::ifstream file(options.catalog, std::ios::binary);
    if (!file) throw std::runtime_error(fmt::format("cannot read the catalogue {}", options.catalog.string()));
    text = std::string(std::istreambuf_iterator<char>(file), {});
  }
  auto catalog = parse_exact(text);
  if (!catalog) throw std::runtime_error("the catalogue is not JSON");
  return *catalog;
}

const char* content_type(const std::filesystem::path& file) {
  const auto extension = file.extension();
  if (extension == ".png") return "image/png";
  if (extension == ".jpg" || extension == ".jpeg") return "image/jpeg";
  if (extension == ".svg") return "image/svg+xml";
  return "application/octet-stream";
}

} // namespace

struct StoreSimulator::Impl : std::enable_shared_from_this<StoreSimulator::Impl> {
  /// One orders socket: messages for it, and how to end it.
  struct Client {
    explicit Client(const net::any_io_executor& executor) : wake(executor) {
      wake.expires_at(std::chrono::steady_clock::time_point::max());
    }
    std::deque<std::string> out;
    net::steady_timer wake; ///< cancelled when there is something to send
    std::function<void()> close;
    bool ended = false;
  };

  Impl(net::any_io_executor e, StoreSimulatorOptions o)
      : executor(std::move(e)),
        options(std::move(o)),
        tls(net::ssl::context::tls_server),
        acceptor(executor),
        model(read_catalog(options), {monotonic_now, wall_now}, options.seed) {
    if (!options.certificate.empty()) {
      tls.use_certificate_chain_file(options.certificate.string());
      tls.use_private_key_file(options.private_key.string(), net::ssl::context::pem);
    }
  }
  [[nodiscard]] bool secure() const { return !options.certificate.empty(); }

  void listen() {
    const tcp::endpoint endpoint(net::ip::make_address(options.host), port);
    acceptor.open(endpoint.protocol());
    acceptor.set_option(tcp::acceptor::reuse_address(true));
    acceptor.bind(endpoint);
    acceptor.listen();
    port = acceptor.local_endpoint().port();
    accept();
  }
  void accept() {
    acceptor.async_accept([self = shared_from_this()](error_code ec, tcp::socket socket) {
      if (ec) return;
      socket.set_option(tcp::no_delay(true), ec);
      self->serve(std::move(socket));
      self->accept();
    });
  }
  void serve(tcp::socket socket) {
    auto stream = std::make_shared<net::ssl::stream<beast::tcp_stream>>(beast::tcp_stream(std::move(socket)), tls);
    auto* lowest = &stream->next_layer();
    connections.insert(lowest);
    net::co_spawn(executor, converse(stream),
                  [self = shared_from_this(), stream, lowest](std::exception_ptr) { self->connections.erase(lowest); });
  }
  void end_connections() {
    for (const auto& client : clients) client->close();
    for (auto* connection : connections) connection->close();
  }
  void down_or_up() {
    if (model.is_down()) {
      error_code ignored;
      acceptor.close(ignored);
      end_connections();
    } else if (!acceptor.is_open()) {
      listen();
    }
  }

  net::awaitable<void> converse(std::shared_ptr<net::ssl::stream<beast::tcp_stream>> stream) {
    if (secure()) {
      co_await stream->async_handshake(net::ssl::stream_base::server, use_awaitable);
      co_await serve_http(*stream);
    } else {
      co_await serve_http(stream->next_layer());
    }
  }

  template <class Stream> net::awaitable<void> serve_http(Stream& stream) {
    beast::flat_buffer buffer;
    for (;;) {
      http::request_parser<http::string_body> parser;
      parser.body_limit(largest_request);
      co_await http::async_read(stream, buffer, parser, use_awaitable);
      if (websocket::is_upgrade(parser.get())) {
        co_await serve_socket(stream, parser.release());
        co_return;
      }
      const auto request = parser.release();
      Response response;
      if (!co_await answer(request, response)) {
        beast::get_lowest_layer(stream).close();
        co_return;
      }
      response.version(11);
      response.keep_alive(request.keep_alive());
      response.prepare_payload();
      co_await http::async_write(stream, response, use_awaitable);
      if (!request.keep_alive()) co_return;
    }
  }

  net::awaitable<bool> answer(const Request& request, Response& response) {
    const std::string target(request.target());
    if (target.starts_with("/pictures/")) {
      picture(target.substr(10), response);
      co_return true;
    }
    StoreRequest call{std::string(request.method_string()), target, {}, request.body()};
    if (const auto found = request.find(http::field::authorization); found != request.end() && found->value().starts_with("Bearer "))
      call.bearer = std::string(found->value().substr(7));
    auto reply = model.http(call);
    if (reply.delay.count() > 0) {
      net::steady_timer timer(executor, reply.delay);
      co_await timer.async_wait(use_awaitable);
    }
    if (reply.no_answer) co_return false;
    response.result(static_cast<unsigned>(reply.status));
    response.set(http::field::content_type, "application/json; charset=utf-8");
    response.body() = std::move(reply.body);
    co_return true;
  }

  void picture(const std::string& name, Response& response) const {
    const bool plain = !name.empty() && name.front() != '.' &&
                       name.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-") == std::string::npos;
    std::ifstream file;
    if (plain && !options.pictures.empty()) file.open(options.pictures / name, std::ios::binary);
    if (!file.is_open()) {
      response.result(http::status::not_found);
      return;
    }
    response.set(http::field::content_type, content_type(name));
    response.body().assign(std::istreambuf_iterator<char>(file), {});
  }

  template <class Stream> net::awaitable<void> serve_socket(Stream& stream, Request request) {
    const std::string target(request.target());
    const auto question = target.find("?token=");
    const auto user = question == std::string::npos ? std::nullopt : model.user_of_token(target.substr(question + 7));
    if (target.substr(0, question) != socket_path || !user) {
      Response refusal(target.starts_with(socket_path) ? http::status::unauthorized : http::status::not_found, 11);
      refusal.keep_alive(false);
      refusal.prepare_payload();
      co_await http::async_write(stream, refusal, use_awaitable);
      co_return;
    }
    websocket::stream<Stream&> ws(stream);
    co_await ws.async_accept(request, use_awaitable);
    ws.text(true);
    auto client = std::make_shared<Client>(executor);
    client->close = [&stream] { beast::get_lowest_layer(stream).close(); };
    clients.insert(client);
    net::co_spawn(executor, write_socket(ws, client), [client](std::exception_ptr) { client->ended = true; });
    error_code ec;
    beast::flat_buffer buffer;
    while (!ec) {
      co_await ws.async_read(buffer, net::redirect_error(use_awaitable, ec));
      if (ec) break;
      auto reply = model.socket_message(*user, beast::buffers_to_string(buffer.data()));
      buffer.consume(buffer.size());
      if (reply.delay.count() > 0) {
        net::steady_timer timer(executor, reply.delay);
        co_await timer.async_wait(use_awaitable);
      }
      if (!reply.text.empty()) say(*client, std::move(reply.text));
    }
    // The writer works on this frame's socket: it must end before the frame does.
    clients.erase(client);
    client->close = [] {};
    beast::get_lowest_layer(stream).close();
    while (!client->ended) {
      client->wake.cancel();
      co_await net::post(executor, use_awaitable);
    }
  }
  static void say(Client& client, std::string text) {
    client.out.push_back(std::move(text));
    client.wake.cancel();
  }
  template <class Socket> net::awaitable<void> write_socket(Socket& ws, std::shared_ptr<Client> client) {
    while (ws.is_open()) {
      if (client->out.empty()) {
        error_code woken;
        co_await client->wake.async_wait(net::redirect_error(use_awaitable, woken));
        if (client->out.empty() && !clients.contains(client)) co_return;
        continue;
      }
      const auto text = std::move(client->out.front());
      client->out.pop_front();
      // Long lists leave in several frames, as from a server that streams them.
      co_await ws.async_write(net::buffer(text), use_awaitable);
    }
  }

  net::any_io_executor executor;
  StoreSimulatorOptions options;
  net::ssl::context tls;
  tcp::acceptor acceptor;
  std::uint16_t port = 0;
  StoreModel model;
  std::set<beast::tcp_stream*> connections;
  std::set<std::shared_ptr<Client>> clients;
};

StoreSimulator::StoreSimulator(net::any_io_executor executor, StoreSimulatorOptions options)
    : impl_(std::make_shared<Impl>(std::move(executor), std::move(options))) {
  impl_->port = impl_->options.port;
  impl_->listen();
  impl_->model.set_base_url(fmt::format("{}://{}:{}", impl_->secure() ? "https" : "http", impl_->options.host, impl_->port));
  auto* impl = impl_.get();
  impl_->model.on_log = [this](const std::string& line) {
    if (on_log) on_log(line);
  };
  impl_->model.on_down_or_up = [impl] { impl->down_or_up(); };
  impl_->model.on_drop_sockets = [impl] {
    for (const auto& client : impl->clients) client->close();
  };
  impl_->model.on_push = [impl](const std::string& text) {
    for (const auto& client : impl->clients) Impl::say(*client, text);
  };
}

StoreSimulator::~StoreSimulator() {
  impl_->model.on_log = nullptr;
  error_code ignored;
  impl_->acceptor.close(ignored);
  impl_->end_connections();
}

boost::json::object StoreSimulator::command(const boost::json::object& request) { return impl_->model.command(request); }
boost::json::object StoreSimulator::truth() const { return impl_->model.truth(); }
std::uint16_t StoreSimulator::port() const { return impl_->port; }
std::string StoreSimulator::api_url() const {
  return fmt::format("{}://{}:{}/api", impl_->secure() ? "https" : "http", impl_->options.host, impl_->port);
}
std::string StoreSimulator::orders_url() const {
  return fmt::format("{}://{}:{}{}", impl_->secure() ? "wss" : "ws", impl_->options.host, impl_->port, socket_path);
}

} // namespace devices::sim
