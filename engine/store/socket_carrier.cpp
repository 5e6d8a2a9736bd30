#include "engine/store/socket_carrier.h"

#include "engine/base/resolver.h"
#include "engine/base/wipe.h"
#include "engine/store/http_carrier.h"
#include "engine/store/net_common.h"
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/websocket.hpp>
#include <boost/beast/websocket/ssl.hpp>
#include <boost/beast/websocket/teardown.hpp>
#include <cstring>
#include <deque>
#include <variant>

namespace engine::store {
namespace {

namespace websocket = beast::websocket;

constexpr std::size_t fragment_size = 64 * 1024;
/// A connection without a sign of life for this time is dead; pings go out at half of it.
constexpr std::chrono::seconds longest_silence{40};

/// A stream below Beast's WebSocket that wipes the place of each read before it waits for bytes. Beast keeps 1,536 bytes for the heads of frames, and
/// what came behind a head, an order with its name and phone, would stay there for as long as the connection is open. What a read is given to write
/// into holds nothing that anybody still needs; once a message is read in full, that is all of those bytes.
template <class Next> class WipedReads {
public:
  using next_layer_type = Next;
  using executor_type = typename Next::executor_type;

  template <class... Args> explicit WipedReads(Args&&... args) : next_(std::forward<Args>(args)...) {}

  Next& next_layer() noexcept { return next_; }
  const Next& next_layer() const noexcept { return next_; }
  executor_type get_executor() noexcept { return next_.get_executor(); }

  template <class Buffers, class Handler> auto async_read_some(const Buffers& buffers, Handler&& handler) {
    for (const net::mutable_buffer place : beast::buffers_range_ref(buffers)) explicit_bzero(place.data(), place.size());
    return next_.async_read_some(buffers, std::forward<Handler>(handler));
  }
  template <class Buffers, class Handler> auto async_write_some(const Buffers& buffers, Handler&& handler) {
    return next_.async_write_some(buffers, std::forward<Handler>(handler));
  }

private:
  Next next_;
};

/// Beast looks for these where the stream's type is declared.
template <class Next, class Handler> void async_teardown(beast::role_type role, WipedReads<Next>& stream, Handler&& handler) {
  using beast::websocket::async_teardown;
  async_teardown(role, stream.next_layer(), std::forward<Handler>(handler));
}
template <class Next> void teardown(beast::role_type role, WipedReads<Next>& stream, error_code& ec) {
  using beast::websocket::teardown;
  teardown(role, stream.next_layer(), ec);
}

/// One connection's life. A late completion of an earlier connection finds its own Link and is ignored.
template <class Next> struct Link {
  template <class... Args> explicit Link(Args&&... args) : ws(std::forward<Args>(args)...) {}
  websocket::stream<Next> ws;
};
using PlainLink = Link<WipedReads<beast::tcp_stream>>;
using TlsLink = Link<WipedReads<TlsStream>>;

} // namespace

struct SocketCarrier::Impl : std::enable_shared_from_this<SocketCarrier::Impl> {
  Impl(net::any_io_executor e, std::shared_ptr<ssl::context> t, Handlers h)
      : executor(std::move(e)), tls(std::move(t)), handlers(std::move(h)), resolver(executor), timer(executor) {}

  void open(const std::string& url, Instant deadline) {
    close();
    const auto life = ++life_;
    const auto parsed = parse_web_address(url);
    if (!parsed || (!parsed->secure && !parsed->loopback()))
      return net::post(executor,
                       [self = shared_from_this(), life] { self->closed(life, "the address is not allowed: TLS is required", 0); });
    address = *parsed;
    timer.expires_after(deadline - monotonic_now());
    timer.async_wait([self = shared_from_this(), life](error_code ec) {
      if (!ec) self->closed(life, "it did not open in time", 0);
    });
    resolver.resolve(address.host, address.service,
                     [self = shared_from_this(), life](const std::string& fault, const Resolver::Endpoints& found) {
                       if (life != self->life_) return;
                       if (!fault.empty()) return self->closed(life, "name look-up: " + fault, 0);
                       self->connect(life, found);
                     });
  }

  void connect(std::uint64_t life, const Resolver::Endpoints& found) {
    auto& lowest = [&]() -> beast::tcp_stream& {
      if (address.secure) {
        tls_link = std::make_shared<TlsLink>(executor, *tls);
        return beast::get_lowest_layer(tls_link->ws);
      }
      plain_link = std::make_shared<PlainLink>(executor);
      return beast::get_lowest_layer(plain_link->ws);
    }();
    lowest.async_connect(found,
                         [self = shared_from_this(), life, plain = plain_link, secure = tls_link](error_code ec, const tcp::endpoint&) {
                           if (life != self->life_) return;
                           if (ec) return self->closed(life, "connection: " + ec.message(), 0);
                           if (plain) return self->upgrade(life, plain);
                           self->handshake(life, secure);
                         });
  }
  void handshake(std::uint64_t life, const std::shared_ptr<TlsLink>& link) {
    auto& stream = link->ws.next_layer().next_layer();
    if (const auto ec = name_host(stream, address.host)) return closed(life, "TLS: " + ec.message(), 0);
    stream.async_handshake(ssl::stream_base::client, [self = shared_from_this(), life, link](error_code ec) {
      if (life != self->life_) return;
      if (ec) return self->closed(life, "TLS: " + ec.message(), 0);
      self->upgrade(life, link);
    });
  }

  template <class L> void upgrade(std::uint64_t life, const std::shared_ptr<L>& link) {
    error_code ignored;
    beast::get_lowest_layer(link->ws).socket().set_option(tcp::no_delay(true), ignored);
    websocket::stream_base::timeout limits{};
    limits.handshake_timeout = std::chrono::seconds{30}; // the deadline of open() comes first
    limits.idle_timeout = longest_silence;
    limits.keep_alive_pings = true;
    link->ws.set_option(limits);
    link->ws.read_message_max(0); // lists are cut up as they stream (rules R11); their orders are bounded there
    link->ws.set_option(websocket::stream_base::decorator(
        [](websocket::request_type& r) { r.set(beast::http::field::user_agent, "kiosk/" KIOSK_VERSION); }));
    auto response = std::make_shared<websocket::response_type>();
    link->ws.async_handshake(
        *response, address.host_header(), address.target, [self = shared_from_this(), life, link, response](error_code ec) {
          if (life != self->life_) return;
          const auto status = ec == websocket::error::upgrade_declined ? static_cast<int>(response->result_int()) : 0;
          if (ec) return self->closed(life, status ? "the server answered " + std::to_string(status) : "upgrade: " + ec.message(), status);
          self->timer.cancel();
          link->ws.text(true);
          self->opened = true;
          self->read(life, link);
          self->handlers.on_open();
        });
  }

  template <class L> void read(std::uint64_t life, const std::shared_ptr<L>& link) {
    link->ws.async_read_some(net::buffer(fragment), [self = shared_from_this(), life, link](error_code ec, std::size_t size) {
      if (life != self->life_) return;
      if (ec) return self->closed(life, ec.message(), 0);
      self->handlers.on_fragment({self->fragment.data(), size}, link->ws.is_message_done());
      explicit_bzero(self->fragment.data(), size); // orders carry names and phones
      if (life == self->life_) self->read(life, link);
    });
  }

  void send(std::string text) {
    if (!opened) return;
    out.push_back(std::make_shared<const std::string>(std::move(text)));
    if (out.size() == 1) write();
  }
  void write() {
    if (plain_link) write_on(life_, plain_link);
    else if (tls_link) write_on(life_, tls_link);
  }
  template <class L> void write_on(std::uint64_t life, const std::shared_ptr<L>& link) {
    link->ws.async_write(net::buffer(*out.front()),
                         [self = shared_from_this(), life, link, text = out.front()](error_code ec, std::size_t) {
                           if (life != self->life_) return;
                           if (ec) return self->closed(life, "sending: " + ec.message(), 0);
                           self->out.pop_front();
                           if (!self->out.empty()) self->write();
                         });
  }

  void closed(std::uint64_t life, const std::string& why, int http_status) {
    if (life != life_) return;
    close();
    handlers.on_closed(why, http_status);
  }
  /// Ends the connection without waiting for the other side; from here on its completions belong to nobody.
  void close() {
    ++life_;
    opened = false;
    timer.cancel();
    resolver.cancel();
    if (plain_link) beast::get_lowest_layer(plain_link->ws).close();
    if (tls_link) beast::get_lowest_layer(tls_link->ws).close();
    plain_link.reset();
    tls_link.reset();
    out.clear();
    wipe(address.target); // with the token
  }

  net::any_io_executor executor;
  std::shared_ptr<ssl::context> tls;
  Handlers handlers;
  Resolver resolver;
  net::steady_timer timer;
  WebAddress address;
  std::uint64_t life_ = 0;
  bool opened = false;
  std::shared_ptr<PlainLink> plain_link;
  std::shared_ptr<TlsLink> tls_link;
  std::array<char, fragment_size> fragment{};
  std::deque<std::shared_ptr<const std::string>> out; ///< a write holds its own
};

SocketCarrier::SocketCarrier(net::any_io_executor executor, std::shared_ptr<ssl::context> tls, Handlers handlers)
    : impl_(std::make_shared<Impl>(std::move(executor), std::move(tls), std::move(handlers))) {}
SocketCarrier::~SocketCarrier() { impl_->close(); }
void SocketCarrier::open(const std::string& url, Instant deadline) { impl_->open(url, deadline); }
void SocketCarrier::send(std::string text) { impl_->send(std::move(text)); }
void SocketCarrier::close() { impl_->close(); }

} // namespace engine::store
