#include "engine/store/http_carrier.h"

#include "engine/base/resolver.h"
#include "engine/store/net_common.h"
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/version.hpp>
#include <deque>
#include <map>

namespace engine::store {
namespace {

namespace http = beast::http;

constexpr std::size_t most_at_once = 4; ///< requests on kept connections, over all servers; money goes past this queue
constexpr std::size_t most_idle = 4;
constexpr std::uint32_t largest_header = 64 * 1024;
/// The bytes that were read and not yet understood: a whole header, or the line before a chunk with its extensions. Bytes of a body leave this buffer as
/// they come.
constexpr std::size_t largest_buffer = 2 * largest_header;
constexpr Millis longest_idle{15'000}; ///< shorter than servers keep them, so that we are the one who closes

/// One connection, plain or TLS, and how it is read and written.
struct Connection {
  Connection(const net::any_io_executor& executor, ssl::context& tls, const WebAddress& address)
      : origin(address.origin()), secure(address.secure), stream(executor, tls) {}
  beast::tcp_stream& lowest() { return stream.next_layer(); }
  void drop() { lowest().close(); }

  std::string origin;
  bool secure;
  TlsStream stream; ///< its next layer alone is used without TLS
  beast::flat_buffer buffer{largest_buffer};
  Instant idle_since;
};

} // namespace

Instant monotonic_now() { return Instant{std::chrono::duration_cast<Millis>(std::chrono::steady_clock::now().time_since_epoch())}; }

namespace {

/// A request on its way through name look-up, connection, handshake, sending and reading. Its completions hold it, and with
/// it the connection and the body that they work on, until the last of them has run; after `ended` they do nothing.
struct Exchange {
  Exchange(const net::any_io_executor& executor, HttpRequest r) : request(std::move(r)), resolver(executor), timer(executor) {}

  HttpRequest request;
  WebAddress address;
  Resolver resolver;
  net::steady_timer timer;
  std::shared_ptr<Connection> connection;
  http::request<http::span_body<const char>> message;
  std::optional<http::request_serializer<http::span_body<const char>>> serializer;
  std::optional<http::response_parser<http::string_body>> parser;
  bool reused = false;    ///< on a kept connection, which the server may just be closing
  bool writing = false;   ///< from here on something may have reached the server
  bool answering = false; ///< the answer has begun
  bool ended = false;
};

} // namespace

struct HttpCarrier::Impl : std::enable_shared_from_this<HttpCarrier::Impl> {
  Impl(net::any_io_executor e, std::shared_ptr<ssl::context> t, OnAnswer a, OnFailed f)
      : executor(std::move(e)), tls(std::move(t)), on_answer(std::move(a)), on_failed(std::move(f)), sweeper(executor) {}
  using ExchangePtr = std::shared_ptr<Exchange>;

  void begin(const ExchangePtr& x) {
    const auto address = parse_web_address(x->request.url);
    if (!address || (!address->secure && !address->loopback()))
      return net::post(executor, [self = shared_from_this(), x] { self->fail(x, "the address is not allowed: TLS is required"); });
    x->address = *address;
    compose(*x);
    x->timer.expires_after(x->request.deadline - monotonic_now());
    x->timer.async_wait([self = shared_from_this(), x](error_code ec) {
      if (ec || x->ended) return;
      self->fail(x, "no answer in time");
    });
    if (!x->request.fresh_connection) {
      if (auto kept = take_idle(x->address.origin())) {
        x->connection = std::move(kept);
        x->reused = true;
        return write(x);
      }
    }
    resolve(x);
  }

  static void compose(Exchange& x) {
    auto& m = x.message;
    m.method_string(x.request.method);
    m.target(x.address.target);
    m.version(11);
    m.set(http::field::host, x.address.host_header());
    m.set(http::field::user_agent, "kiosk/" KIOSK_VERSION);
    m.set(http::field::accept, "application/json, image/*;q=0.9");
    if (!x.request.bearer.empty()) m.set(http::field::authorization, "Bearer " + x.request.bearer);
    m.keep_alive(!x.request.fresh_connection);
    const auto body = bytes_of(x.request.body);
    if (!body.empty()) m.set(http::field::content_type, "application/json");
    m.body() = {body.data(), body.size()};
    m.prepare_payload();
  }

  std::shared_ptr<Connection> take_idle(const std::string& origin) {
    for (auto i = idle.begin(); i != idle.end();) {
      if (monotonic_now() - (*i)->idle_since > longest_idle || closed_by_server(**i)) {
        i = idle.erase(i);
        continue;
      }
      if ((*i)->origin == origin) {
        auto kept = std::move(*i);
        idle.erase(i);
        return kept;
      }
      ++i;
    }
    return nullptr;
  }
  /// Anything to read on a connection on which nothing was asked means that it ended, or talks out of turn.
  static bool closed_by_server(Connection& connection) {
    error_code ec;
    auto& socket = connection.lowest().socket();
    socket.non_blocking(true, ec);
    char byte = 0;
    socket.receive(net::buffer(&byte, 1), tcp::socket::message_peek, ec);
    return ec != net::error::would_block;
  }

  void resolve(const ExchangePtr& x) {
    x->reused = false;
    x->resolver.resolve(x->address.host, x->address.service,
                        [self = shared_from_this(), x](const std::string& fault, const Resolver::Endpoints& found) {
                          if (!fault.empty()) return self->fail(x, "name look-up: " + fault);
                          self->connect(x, found);
                        });
  }
  void connect(const ExchangePtr& x, const Resolver::Endpoints& found) {
    x->connection = std::make_shared<Connection>(executor, *tls, x->address);
    x->connection->lowest().async_connect(found, [self = shared_from_this(), x](error_code ec, const tcp::endpoint&) {
      if (ec || x->ended) return self->fail(x, "connection: " + ec.message());
      x->connection->lowest().socket().set_option(tcp::no_delay(true), ec);
      if (!x->connection->secure) return self->write(x);
      self->handshake(x);
    });
  }
  void handshake(const ExchangePtr& x) {
    if (const auto ec = name_host(x->connection->stream, x->address.host)) return fail(x, "TLS: " + ec.message());
    x->connection->stream.async_handshake(ssl::stream_base::client, [self = shared_from_this(), x](error_code ec) {
      if (ec || x->ended) return self->fail(x, "TLS: " + ec.message());
      self->write(x);
    });
  }

  void write(const ExchangePtr& x) {
    x->writing = true;
    x->serializer.emplace(x->message);
    const auto written = [self = shared_from_this(), x](error_code ec, std::size_t) {
      if (ec || x->ended) return self->broken(x, "sending: " + ec.message());
      self->read(x);
    };
    if (x->connection->secure) http::async_write(x->connection->stream, *x->serializer, written);
    else http::async_write(x->connection->lowest(), *x->serializer, written);
  }
  void read(const ExchangePtr& x) {
    x->parser.emplace();
    x->parser->header_limit(largest_header);
    x->parser->body_limit(x->request.max_body);
    const auto header_read = [self = shared_from_this(), x](error_code ec, std::size_t) {
      if (ec || x->ended) return self->broken(x, "answer: " + in_words(ec));
      x->answering = true;
      self->read_body(x);
    };
    if (x->connection->secure) http::async_read_header(x->connection->stream, x->connection->buffer, *x->parser, header_read);
    else http::async_read_header(x->connection->lowest(), x->connection->buffer, *x->parser, header_read);
  }
  void read_body(const ExchangePtr& x) {
    const auto body_read = [self = shared_from_this(), x](error_code ec, std::size_t) {
      if (ec || x->ended) return self->broken(x, "answer: " + in_words(ec));
      self->finish(x);
    };
    if (x->connection->secure) http::async_read(x->connection->stream, x->connection->buffer, *x->parser, body_read);
    else http::async_read(x->connection->lowest(), x->connection->buffer, *x->parser, body_read);
  }

  static std::string in_words(error_code ec) {
    if (ec == http::error::buffer_overflow || ec == http::error::header_limit)
      return fmt::format("refused, its header or the line before a chunk is longer than {} KiB", largest_header / 1024);
    if (ec == http::error::body_limit) return "refused, it is longer than the request allows";
    return ec.message();
  }

  /// A kept connection that the server closed just before our GET: nothing was answered, so reading again is harmless.
  void broken(const ExchangePtr& x, const std::string& why) {
    if (x->reused && !x->answering && !x->ended && x->request.method == "GET") return resolve(x);
    fail(x, why);
  }

  void finish(const ExchangePtr& x) {
    if (x->ended) return;
    auto message = x->parser->release();
    if (message.keep_alive() && !x->request.fresh_connection && x->connection->buffer.size() == 0 && idle.size() < most_idle) {
      x->connection->buffer.shrink_to_fit(); // empty: given back, and wiped with the answer that was in it
      x->connection->idle_since = monotonic_now();
      idle.push_back(x->connection);
      sweep();
    }
    end(x);
    on_answer(x->request.id, HttpAnswer{static_cast<int>(message.result_int()), std::move(message.body())});
    next();
  }
  void fail(const ExchangePtr& x, const std::string& why) {
    if (x->ended) return;
    if (x->connection) x->connection->drop();
    end(x);
    on_failed(x->request.id, x->writing ? Sent::maybe : Sent::no, why);
    next();
  }
  void end(const ExchangePtr& x) {
    x->ended = true;
    x->resolver.cancel(); // and with it the functions that it would have called
    x->timer.cancel();
    running.erase(x->request.id);
    if (!x->request.fresh_connection) --kept_running;
  }

  void next() {
    while (!stopped && kept_running < most_at_once && !queue.empty()) {
      auto x = std::move(queue.front());
      queue.pop_front();
      ++kept_running;
      running.emplace(x->request.id, x);
      begin(x);
    }
  }

  /// Closes connections that were not used for a while.
  void sweep() {
    sweeper.expires_after(longest_idle + Millis{1000});
    sweeper.async_wait([self = shared_from_this()](error_code ec) {
      if (ec) return;
      std::erase_if(self->idle, [](const auto& c) { return monotonic_now() - c->idle_since > longest_idle; });
      if (!self->idle.empty()) self->sweep();
    });
  }

  net::any_io_executor executor;
  std::shared_ptr<ssl::context> tls;
  OnAnswer on_answer;
  OnFailed on_failed;
  net::steady_timer sweeper;
  std::map<RequestId, ExchangePtr> running;
  std::deque<ExchangePtr> queue;
  std::vector<std::shared_ptr<Connection>> idle;
  std::size_t kept_running = 0;
  bool stopped = false;
};

HttpCarrier::HttpCarrier(net::any_io_executor executor, std::shared_ptr<ssl::context> tls, OnAnswer on_answer, OnFailed on_failed)
    : impl_(std::make_shared<Impl>(std::move(executor), std::move(tls), std::move(on_answer), std::move(on_failed))) {}
HttpCarrier::~HttpCarrier() { stop(); }

void HttpCarrier::send(HttpRequest request) {
  if (impl_->stopped) return;
  auto x = std::make_shared<Exchange>(impl_->executor, std::move(request));
  if (!x->request.fresh_connection) {
    impl_->queue.push_back(std::move(x));
    return impl_->next();
  }
  impl_->running.emplace(x->request.id, x);
  impl_->begin(x);
}

void HttpCarrier::cancel(RequestId id) {
  std::erase_if(impl_->queue, [&](const auto& x) { return x->request.id == id; });
  const auto found = impl_->running.find(id);
  if (found == impl_->running.end()) return;
  const auto x = found->second;
  if (x->connection) x->connection->drop();
  impl_->end(x);
  impl_->next();
}

void HttpCarrier::stop() {
  impl_->stopped = true;
  impl_->queue.clear();
  impl_->sweeper.cancel();
  while (!impl_->running.empty()) cancel(impl_->running.begin()->first);
  impl_->idle.clear();
}

} // namespace engine::store
