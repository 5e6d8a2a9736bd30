#include "kiosk/fleet/health_server.h"

#include "engine/base/log.h"

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <list>
#include <optional>
#include <sys/resource.h>
#include <thread>
#include <unistd.h>

namespace kiosk::fleet {
namespace {

namespace net = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using tcp = net::ip::tcp;
using error_code = boost::system::error_code;

/// Takes the same time for every given text of the same length.
bool same_secret(std::string_view given, std::string_view wanted) {
  unsigned differ = given.size() != wanted.size();
  for (std::size_t i = 0; i < given.size(); ++i)
    differ |= static_cast<unsigned char>(given[i]) ^ static_cast<unsigned char>(wanted[i % wanted.size()]);
  return differ == 0;
}

struct Connection {
  Connection(tcp::socket socket, const HealthServer::Limits& limits) : stream(std::move(socket)), buffer(limits.header_bytes) {
    parser.header_limit(static_cast<std::uint32_t>(limits.header_bytes));
    parser.body_limit(0);
  }
  beast::tcp_stream stream;
  beast::flat_buffer buffer;
  http::request_parser<http::empty_body> parser;
  http::response<http::string_body> response;
  bool answering = false;
};
using ConnectionPtr = std::shared_ptr<Connection>;

} // namespace

struct HealthServer::Impl {
  net::io_context io{1};
  net::executor_work_guard<net::io_context::executor_type> guard{io.get_executor()};
  tcp::acceptor acceptor{io};
  net::steady_timer again{io}, ticker{io}, refill{io};
  tcp::endpoint endpoint;
  engine::SecretBuffer token;
  Hooks hooks;
  Limits limits;
  unsigned credit = 0;
  std::list<ConnectionPtr> open; ///< oldest first
  std::atomic<std::size_t> open_count{0};
  std::atomic<bool> bound{false};
  bool told = false;
  std::thread thread;

  void run() {
    ::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), 15); // of this thread alone
    credit = limits.answers_at_once;
    listen();
    tick();
    for (;;) {
      try {
        io.run();
        return;
      } catch (const std::exception& e) {
        spdlog::error("health: {}", e.what());
      }
    }
  }

  void listen() {
    error_code error;
    acceptor.open(endpoint.protocol(), error);
    if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error) acceptor.bind(endpoint, error);
    if (!error) acceptor.listen(16, error);
    if (!error) {
      bound = true;
      spdlog::info("health: listening at {}:{}", endpoint.address().to_string(), endpoint.port());
      return accept();
    }
    if (!told)
      spdlog::error("health: {}:{} cannot be listened at ({}), tried again", endpoint.address().to_string(), endpoint.port(),
                    error.message());
    told = true;
    error_code ignored;
    acceptor.close(ignored);
    again.expires_after(limits.listen_again);
    again.async_wait([this](error_code stopped) {
      if (!stopped) listen();
    });
  }

  void tick() {
    ticker.expires_after(hooks.tick ? hooks.tick() : std::chrono::hours{1});
    ticker.async_wait([this](error_code stopped) {
      if (!stopped) tick();
    });
  }

  /// Connections wait in the kernel's short queue while there is no credit: a client that asks without end gets a limited number of answers a second.
  void accept() {
    if (credit == 0) {
      refill.expires_after(limits.pause);
      refill.async_wait([this](error_code stopped) {
        if (stopped) return;
        credit = 1;
        accept();
      });
      return;
    }
    acceptor.async_accept([this, waits = std::chrono::steady_clock::now()](error_code error, tcp::socket socket) {
      if (error == net::error::operation_aborted) return;
      const auto earned = (std::chrono::steady_clock::now() - waits) / limits.pause;
      credit = static_cast<unsigned>(std::min<std::int64_t>(limits.answers_at_once, credit + earned)) - 1;
      if (!error) begin(std::move(socket));
      else credit = 0; // out of descriptors, for one: not at once again
      accept();
    });
  }

  void begin(tcp::socket socket) {
    if (open.size() >= limits.connections) {
      auto oldest = std::ranges::find_if(open, [](const ConnectionPtr& c) { return !c->answering; });
      if (oldest == open.end()) oldest = open.begin();
      drop(*oldest);
    }
    const auto c = std::make_shared<Connection>(std::move(socket), limits);
    open.push_back(c);
    open_count = open.size();
    c->stream.expires_after(limits.deadline);
    http::async_read_header(c->stream, c->buffer, c->parser, [this, c](error_code error, std::size_t) {
      if (error && error.category() != http::make_error_code(http::error::end_of_stream).category()) return drop(c); // gone, or too slow
      if (error == http::error::end_of_stream) return drop(c);
      answer(c, error);
    });
  }

  void answer(const ConnectionPtr& c, error_code unreadable) {
    const auto& request = c->parser.get();
    Page page;
    if (unreadable) page.status = unreadable == http::error::header_limit || unreadable == http::error::buffer_overflow ? 431 : 400;
    else if (request.method() != http::verb::get) page.status = 405;
    else if (!token.empty() && !allowed(request[http::field::authorization])) page.status = 401;
    else page = page_of({request.target().data(), request.target().size()});
    c->answering = true;
    auto& r = c->response;
    r.version(11);
    r.result(page.status);
    r.set(http::field::content_type, beast::string_view{page.type.data(), page.type.size()});
    r.set(http::field::cache_control, "no-store");
    r.set("X-Content-Type-Options", "nosniff");
    if (page.status == 401) r.set(http::field::www_authenticate, "Bearer");
    if (page.status == 405) r.set(http::field::allow, "GET");
    r.keep_alive(false);
    r.body() = page.body.empty() ? std::string{http::obsolete_reason(r.result())} + "\n" : std::move(page.body);
    r.prepare_payload();
    c->stream.expires_after(limits.deadline);
    http::async_write(c->stream, r, [this, c](error_code error, std::size_t) {
      error_code ignored;
      if (!error) c->stream.socket().shutdown(tcp::socket::shutdown_send, ignored);
      drop(c);
    });
  }

  [[nodiscard]] Page page_of(std::string_view target) const {
    try {
      return hooks.page(target.substr(0, target.find('?')));
    } catch (const std::exception& e) {
      spdlog::error("health: {}", e.what());
      return {500, "text/plain; charset=utf-8", {}};
    }
  }

  [[nodiscard]] bool allowed(std::string_view given) const {
    constexpr std::string_view scheme = "Bearer ";
    return given.size() > scheme.size() && given.starts_with(scheme) && same_secret(given.substr(scheme.size()), token.reveal());
  }

  void drop(const ConnectionPtr& c) {
    const auto held = c; // `c` may be the list's own
    error_code ignored;
    held->stream.socket().close(ignored);
    std::erase(open, held);
    open_count = open.size();
  }
};

HealthServer::HealthServer(std::string address, std::uint16_t port, engine::SecretBuffer token, Hooks hooks, Limits limits)
    : impl_(std::make_unique<Impl>()) {
  impl_->endpoint = {net::ip::make_address(address), port};
  impl_->token = std::move(token);
  impl_->hooks = std::move(hooks);
  impl_->limits = limits;
  impl_->thread = std::thread([this] { impl_->run(); });
}
HealthServer::HealthServer(std::string address, std::uint16_t port, engine::SecretBuffer token, Hooks hooks)
    : HealthServer(std::move(address), port, std::move(token), std::move(hooks), Limits{}) {}

HealthServer::~HealthServer() {
  impl_->io.stop();
  impl_->thread.join();
}

std::size_t HealthServer::open_connections() const { return impl_->open_count; }
bool HealthServer::listening() const { return impl_->bound; }

} // namespace kiosk::fleet
