#include "engine/store/store_net.h"

#include "engine/base/log.h"
#include "engine/store/http_carrier.h"
#include "engine/store/socket_carrier.h"
#include "engine/store/web_address.h"
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <stdexcept>

namespace engine::store {
namespace {

namespace net = boost::asio;

void require_address(const std::string& url, const char* key) {
  const auto address = parse_web_address(url);
  if (!address) throw std::runtime_error(fmt::format("store.{} is not an address: {}", key, redact_url(url)));
  if (!address->secure && !address->loopback()) throw std::runtime_error(fmt::format("store.{} must use TLS: {}", key, redact_url(url)));
}

std::shared_ptr<net::ssl::context> make_tls(const std::string& ca_file) {
  auto tls = std::make_shared<net::ssl::context>(net::ssl::context::tls_client);
  tls->set_options(net::ssl::context::default_workarounds | net::ssl::context::no_tlsv1 | net::ssl::context::no_tlsv1_1);
  tls->set_verify_mode(net::ssl::verify_peer);
  boost::system::error_code ec;
  if (ca_file.empty()) tls->set_default_verify_paths(ec);
  else tls->load_verify_file(ca_file, ec);
  if (ec) throw std::runtime_error(fmt::format("store.ca_file {} cannot be used: {}", ca_file, ec.message()));
  return tls;
}

} // namespace

struct StoreClient::Impl : std::enable_shared_from_this<StoreClient::Impl> {
  Impl(net::any_io_executor e, const Options& options, SecretBuffer password)
      : executor(std::move(e)),
        timer(executor),
        tls(make_tls(options.ca_file)),
        session(options.settings, std::move(password), monotonic_now),
        http(
            executor, tls, [this](RequestId id, HttpAnswer answer) { step([&] { session.on_http_answer(id, std::move(answer)); }); },
            [this](RequestId id, Sent sent, const std::string& why) { step([&] { session.on_http_failed(id, sent, why); }); }),
        kiosk_socket(executor, tls, socket_handlers(Account::kiosk)),
        customer_socket(executor, tls, socket_handlers(Account::customer)) {}

  SocketCarrier::Handlers socket_handlers(Account account) {
    return {[this, account] { step([&] { session.on_socket_open(account); }); },
            [this, account](std::string_view bytes, bool last) { step([&] { session.on_socket_fragment(account, bytes, last); }); },
            [this, account](const std::string& why, int status) { step([&] { session.on_socket_closed(account, why, status); }); }};
  }
  SocketCarrier& socket(Account account) { return account == Account::kiosk ? kiosk_socket : customer_socket; }

  template <class Call> void step(Call&& call) {
    if (!running) return;
    call();
    wake();
  }
  /// The session asks for this in the middle of its own calls; the work is done after them, once.
  void wake() {
    if (pumping || !running) return;
    pumping = true;
    net::post(executor, [weak = weak_from_this()] {
      if (const auto self = weak.lock()) self->pump();
    });
  }
  void pump() {
    pumping = false;
    if (!running) return;
    while (auto action = session.take_action()) {
      std::visit(overloaded{[&](HttpRequest& r) { http.send(std::move(r)); }, [&](HttpCancel& c) { http.cancel(c.id); },
                            [&](SocketOpen& o) { socket(o.account).open(o.url, o.deadline); },
                            [&](SocketSend& s) { socket(s.account).send(std::move(s.text)); },
                            [&](SocketClose& c) { socket(c.account).close(); }},
                 *action);
    }
    const auto deadline = session.deadline();
    if (!deadline) {
      timer.cancel();
      return;
    }
    timer.expires_after(std::max(Millis{0}, *deadline - monotonic_now()));
    timer.async_wait([weak = weak_from_this()](boost::system::error_code ec) {
      const auto self = weak.lock();
      if (!ec && self) self->step([&] { self->session.on_time(); });
    });
  }

  net::any_io_executor executor;
  net::steady_timer timer;
  std::shared_ptr<net::ssl::context> tls;
  StoreSession session;
  HttpCarrier http;
  SocketCarrier kiosk_socket;
  SocketCarrier customer_socket;
  bool running = false;
  bool pumping = false;
};

StoreClient::StoreClient(net::any_io_executor executor, Options options, SecretBuffer password) {
  require_address(options.settings.api_url, "api_url");
  require_address(options.settings.orders_url, "orders_url");
  impl_ = std::make_shared<Impl>(std::move(executor), options, std::move(password));
  impl_->session.on_wake([impl = impl_.get()] { impl->wake(); });
}
StoreClient::~StoreClient() { stop(); }

void StoreClient::start() {
  impl_->running = true;
  impl_->session.start();
  impl_->wake();
}

void StoreClient::stop() {
  impl_->running = false;
  impl_->timer.cancel();
  impl_->http.stop();
  impl_->kiosk_socket.close();
  impl_->customer_socket.close();
}

StoreSession& StoreClient::session() { return impl_->session; }

} // namespace engine::store
