#include "engine/store/store_session.h"

#include "engine/base/log.h"
#include "engine/base/outside_text.h"
#include "engine/store/call_outcome.h"
#include "engine/store/orders_socket.h"
#include "engine/store/store_requests.h"
#include "engine/store/web_address.h"
#include <algorithm>

namespace engine::store {
namespace {

constexpr std::size_t largest_page = 16 * 1024 * 1024;
constexpr std::size_t largest_picture = 4 * 1024 * 1024;
constexpr std::size_t page_limit = 500;
constexpr std::size_t longest_receipt_id = 64;
constexpr std::size_t products_at_once = 4;
constexpr std::int64_t receipt_paid = 4; ///< engine/store/PROTOCOL.md section 10.1

std::string without_slash(std::string url) {
  while (!url.empty() && url.back() == '/') url.pop_back();
  return url;
}

std::string origin_of(const std::string& url) {
  const auto host = url.find("://");
  return host == std::string::npos ? std::string{} : url.substr(0, url.find('/', host + 3));
}

/// Absolute address of a picture; behind a proxy stores name their own pictures with http.
std::string picture_address(const std::string& api_url, const std::string& url) {
  const auto origin = origin_of(api_url);
  if (url.find("://") == std::string::npos) return origin + (url.starts_with('/') ? "" : "/") + url;
  const auto insecure = "http" + origin.substr(std::min(origin.size(), origin.find("://")));
  if (origin.starts_with("https://") && url.starts_with(insecure + "/")) return origin + url.substr(insecure.size());
  return url;
}

/// The catalogue may name any address, and some addresses in the shop's network answer anybody who asks.
bool picture_allowed(const StoreSettings& settings, const std::string& url) {
  const auto address = parse_web_address(url);
  if (!address) return false;
  const auto same = [&](const std::string& other) {
    const auto allowed = parse_web_address(other);
    return allowed && allowed->origin() == address->origin();
  };
  return same(settings.api_url) || std::ranges::any_of(settings.picture_origins, same);
}

Read<PaidReceipt> read_paid(std::string_view body, const std::string& receipt_id) {
  const auto receipt = read_receipt(body);
  if (!receipt) {
    // Clients look at `success` alone. An answer without a receipt is believed only when it has `success` itself.
    const auto envelope = read_envelope(body);
    if (envelope && envelope->success.value_or(false)) return PaidReceipt{receipt_id};
    return tl::make_unexpected(receipt.error());
  }
  if (receipt->state && *receipt->state != receipt_paid)
    return tl::make_unexpected(fmt::format("the receipt is in state {}", *receipt->state));
  if (!receipt->id.empty() && receipt->id != receipt_id) return tl::make_unexpected(std::string{"another receipt was answered"});
  return PaidReceipt{receipt_id};
}

} // namespace

struct StoreSession::Impl {
  Impl(StoreSettings s, SecretBuffer password, std::function<Instant()> clock)
      : settings(std::move(s)),
        outbox(std::move(clock)),
        kiosk_log_in(std::make_shared<const SecretBuffer>(write_log_in(settings.phone, password))),
        kiosk(outbox, calls_settings("kiosk", true)),
        customer(outbox, calls_settings("customer", false)),
        kiosk_socket(outbox, socket_settings(Account::kiosk)),
        customer_socket(outbox, socket_settings(Account::customer)) {
    wire(kiosk, kiosk_socket);
    wire(customer, customer_socket);
    const auto contact = [this](bool answered, Millis took) {
      reachable = answered;
      contacted = true;
      last_contact = outbox.now();
      status.last_answer_ms = took.count();
      update_status();
    };
    kiosk.on_contact = contact;
    customer.on_contact = contact;
  }

  AccountCalls::Settings calls_settings(const char* name, bool keeps_password) const {
    AccountCalls::Settings s;
    s.name = name;
    s.api_url = settings.api_url;
    s.deadline = settings.deadline;
    s.keeps_password = keeps_password;
    return s;
  }
  OrdersSocket::Settings socket_settings(Account account) const {
    OrdersSocket::Settings s;
    s.account = account;
    s.url = settings.orders_url;
    s.keep_open = account == Account::kiosk;
    s.deadline = settings.deadline;
    return s;
  }
  void wire(AccountCalls& account_calls, OrdersSocket& orders) {
    account_calls.on_token = [this, &account_calls, &orders] {
      orders.use_token(account_calls.token());
      update_status();
    };
    orders.on_unauthorized = [&account_calls](const std::string& token) { account_calls.renew(token); };
    orders.on_change = [this] { update_status(); };
  }

  AccountCalls& calls(Account account) { return account == Account::kiosk ? kiosk : customer; }
  OrdersSocket& socket(Account account) { return account == Account::kiosk ? kiosk_socket : customer_socket; }

  CallSpec get(const std::string& path, CallSpec::Auth auth, std::size_t max_body) const {
    return CallSpec{
        .what = StoreCall::read, .method = "GET", .url = settings.api_url + path, .body = {}, .auth = auth, .max_body = max_body};
  }
  CallSpec post(StoreCall what, const char* path, Body body) const {
    CallSpec spec{.what = what, .method = "POST", .url = settings.api_url + path, .body = std::move(body)};
    return spec;
  }
  static Body secret(SecretBuffer body) { return std::make_shared<const SecretBuffer>(std::move(body)); }

  void update_status() {
    auto next = status;
    next.logged_in = kiosk.has_token();
    next.orders_open = kiosk_socket.is_open();
    if (!contacted) {
      next.health = Health::connecting;
      next.detail = "connecting";
    } else if (!kiosk.log_in_refusal().empty()) {
      next.health = Health::failed;
      next.detail = kiosk.log_in_refusal();
    } else if (!reachable) {
      next.health = Health::failed;
      next.detail = "the store cannot be reached";
    } else if (next.logged_in && next.orders_open) {
      next.health = Health::ok;
      next.detail.clear();
    } else {
      next.health = next.logged_in ? Health::warning : Health::connecting;
      next.detail = next.logged_in ? "orders socket: " + kiosk_socket.trouble() : "logging in";
    }
    const bool same = next.health == status.health && next.logged_in == status.logged_in && next.orders_open == status.orders_open &&
                      next.detail == status.detail;
    status = std::move(next);
    if (same) return;
    for (const auto& watcher : watchers) watcher(status);
  }

  [[nodiscard]] Instant next_check() const { return last_contact + (reachable ? settings.idle_check : settings.failed_check); }
  void check_if_idle() {
    if (checking || !kiosk.has_token() || outbox.now() < next_check()) return;
    checking = true;
    kiosk.call(get("/users/me", CallSpec::Auth::required, 64 * 1024), [this](const CallResult&) {
      checking = false;
      last_contact = outbox.now();
    });
  }

  StoreSettings settings;
  Outbox outbox;
  std::shared_ptr<const SecretBuffer> kiosk_log_in;
  AccountCalls kiosk;
  AccountCalls customer;
  OrdersSocket kiosk_socket;
  OrdersSocket customer_socket;
  StoreStatus status;
  std::vector<std::function<void(const StoreStatus&)>> watchers;
  bool reachable = false;
  bool contacted = false;
  bool checking = false;
  Instant last_contact;
};

StoreSession::StoreSession(StoreSettings settings, SecretBuffer password, std::function<Instant()> clock) {
  settings.api_url = without_slash(std::move(settings.api_url));
  impl_ = std::make_unique<Impl>(std::move(settings), std::move(password), std::move(clock));
}
StoreSession::~StoreSession() = default;

void StoreSession::start() { impl_->kiosk.log_in(impl_->kiosk_log_in, {}); }

void StoreSession::on_wake(std::function<void()> wake) { impl_->outbox.on_wake = std::move(wake); }
std::optional<StoreAction> StoreSession::take_action() { return impl_->outbox.take(); }

std::optional<Instant> StoreSession::deadline() const {
  std::optional<Instant> first;
  const auto consider = [&](std::optional<Instant> at) {
    if (at) first = first ? std::min(*first, *at) : *at;
  };
  if (impl_->outbox.has_deferred()) consider(impl_->outbox.now());
  consider(impl_->kiosk.deadline());
  consider(impl_->customer.deadline());
  consider(impl_->kiosk_socket.deadline());
  consider(impl_->customer_socket.deadline());
  if (impl_->kiosk.has_token() && !impl_->checking) consider(impl_->next_check());
  return first;
}

void StoreSession::on_time() {
  impl_->outbox.run_deferred();
  impl_->kiosk.on_time();
  impl_->customer.on_time();
  impl_->kiosk_socket.on_time();
  impl_->customer_socket.on_time();
  impl_->check_if_idle();
}

void StoreSession::on_http_answer(RequestId id, HttpAnswer answer) {
  if (!impl_->kiosk.on_answer(id, answer)) impl_->customer.on_answer(id, std::move(answer));
}
void StoreSession::on_http_failed(RequestId id, Sent sent, const std::string& why) {
  if (!impl_->kiosk.on_failed(id, sent, why)) impl_->customer.on_failed(id, sent, why);
}
void StoreSession::on_socket_open(Account account) { impl_->socket(account).on_open(); }
void StoreSession::on_socket_fragment(Account account, std::string_view bytes, bool last) {
  impl_->socket(account).on_fragment(bytes, last);
}
void StoreSession::on_socket_closed(Account account, const std::string& why, int http_status) {
  impl_->socket(account).on_closed(why, http_status);
}

const StoreStatus& StoreSession::status() const { return impl_->status; }
void StoreSession::on_status(std::function<void(const StoreStatus&)> watcher) { impl_->watchers.push_back(std::move(watcher)); }

void StoreSession::create_order(Account account, const OrderRequest& request, Reply<OrderCreated> reply) {
  impl_->socket(account).create_order(request, std::move(reply));
}
void StoreSession::find_orders(Account account, OrderFilter keep, Reply<std::vector<StoreOrder>> reply) {
  impl_->socket(account).find_orders(std::move(keep), std::move(reply));
}

void StoreSession::create_receipt(Account account, const std::string& order_id, Money amount, Reply<std::string> reply) {
  impl_->calls(account).call(
      impl_->post(StoreCall::create_receipt, "/receipts/receipts_create", write_create_receipt(order_id, amount)),
      [reply](CallResult result) {
        reply(outcome_of<std::string>(StoreCall::create_receipt, std::move(result), [](std::string_view body) -> Read<std::string> {
          auto receipt = read_receipt(body);
          if (!receipt) return tl::make_unexpected(receipt.error());
          if (!is_token(receipt->id, longest_receipt_id))
            return tl::make_unexpected(std::string{"the receipt has no _id that could be one"});
          return std::move(receipt->id);
        }));
      });
}

void StoreSession::create_card(CardSecret card, Reply<CardToken> reply) {
  if (!valid_card(card)) {
    impl_->outbox.later([reply] { reply(Refused{RefusalClass::invalid, "", "the card number or expiry is not complete"}); });
    return;
  }
  impl_->kiosk.call(impl_->post(StoreCall::create_card, "/cards/create_card", Impl::secret(write_create_card(card))),
                    [reply](CallResult result) {
                      reply(outcome_of<CardToken>(StoreCall::create_card, std::move(result), [](std::string_view body) -> Read<CardToken> {
                        const auto answer = read_card(body);
                        if (!answer) return tl::make_unexpected(answer.error());
                        if (answer->token.empty()) return tl::make_unexpected(std::string{"the card has no token"});
                        return CardToken{answer->token, answer->last_four()};
                      }));
                    });
}

void StoreSession::request_code(const std::string& token, Reply<CodeSent> reply) {
  impl_->kiosk.call(impl_->post(StoreCall::request_code, "/cards/get_verify_code", write_card_token(token)), [reply](CallResult result) {
    auto outcome = outcome_of<CodeAnswer>(StoreCall::request_code, std::move(result), read_code);
    std::visit(overloaded{[&](CodeAnswer& answer) {
                            if (answer.sent) reply(std::move(answer.code));
                            else reply(Refused{RefusalClass::service, "", "the code was not sent"});
                          },
                          [&](auto& other) { reply(std::move(other)); }},
               outcome);
  });
}

void StoreSession::check_card(const std::string& token, Reply<bool> reply) {
  impl_->kiosk.call(impl_->post(StoreCall::read, "/cards/check_card", write_card_token(token)), [reply](CallResult result) {
    reply(outcome_of<bool>(StoreCall::read, std::move(result), [](std::string_view body) -> Read<bool> {
      const auto card = read_card(body);
      if (!card) return tl::make_unexpected(card.error());
      return card->verified.value_or(false);
    }));
  });
}

void StoreSession::verify_card(const std::string& token, SecretBuffer code, Reply<CardToken> reply) {
  const auto on_result = [this, token, reply](CallResult result) {
    auto outcome = outcome_of<CardAnswer>(StoreCall::verify_card, std::move(result), read_card);
    if (auto* unknown = std::get_if<Unknown>(&outcome)) {
      // Asking is safe, sending the code again would use up an attempt.
      check_card(token, [reply, token, why = unknown->why](const Outcome<bool>& verified) {
        const auto* answer = std::get_if<bool>(&verified);
        if (answer && *answer) reply(CardToken{token, ""});
        else reply(Unknown{why});
      });
      return;
    }
    if (const auto* refused = std::get_if<Refused>(&outcome)) return reply(*refused);
    const auto& card = std::get<CardAnswer>(outcome);
    if (!card.verified.value_or(true)) return reply(Refused{RefusalClass::service, "", "the card was not confirmed"});
    reply(CardToken{card.token.empty() ? token : card.token, card.last_four()});
  };
  impl_->kiosk.call(impl_->post(StoreCall::verify_card, "/cards/verify_card", Impl::secret(write_verify_card(token, code))), on_result);
}

void StoreSession::pay_receipt(Account account, const std::string& token, const std::string& receipt_id, Reply<PaidReceipt> reply) {
  impl_->calls(account).call(impl_->post(StoreCall::pay_receipt, "/receipts/receipts_pay", write_pay_receipt(token, receipt_id)),
                             [reply, receipt_id](CallResult result) {
                               reply(outcome_of<PaidReceipt>(StoreCall::pay_receipt, std::move(result),
                                                             [&](std::string_view body) { return read_paid(body, receipt_id); }));
                             });
}

void StoreSession::clear_cart(Reply<Done> reply) {
  auto spec = impl_->post(StoreCall::clear_cart, "/cart/delete-all", {});
  spec.method = "DELETE";
  impl_->kiosk.call(std::move(spec), [reply](CallResult result) {
    reply(outcome_of<Done>(StoreCall::clear_cart, std::move(result), [](std::string_view) { return Read<Done>{Done{}}; }));
  });
}

namespace {
/// One refresh_products on its way: a few GET /products/{id} at a time; the first failure ends it.
struct ProductRefresh {
  std::vector<ProductId> ids;
  std::size_t next = 0;
  std::size_t open = 0;
  bool ended = false;
  StorePort::FreshProducts fresh;
  Reply<StorePort::FreshProducts> reply;
  std::function<void(ProductId, std::function<void(CallResult)>)> fetch;
};

void refresh_more(const std::shared_ptr<ProductRefresh>& work) {
  while (!work->ended && work->open < products_at_once && work->next < work->ids.size()) {
    const auto id = work->ids[work->next++];
    ++work->open;
    work->fetch(id, [work, id](CallResult result) {
      --work->open;
      if (work->ended) return;
      auto outcome = outcome_of<Product>(StoreCall::read, std::move(result), read_product);
      if (auto* product = std::get_if<Product>(&outcome); product && product->id == id) {
        work->fresh.products.push_back(std::move(*product));
      } else if (const auto* refused = std::get_if<Refused>(&outcome); refused && refused->why == RefusalClass::not_found) {
        work->fresh.gone.push_back(id);
      } else {
        work->ended = true;
        if (refused) work->reply(*refused);
        else if (const auto* unknown = std::get_if<Unknown>(&outcome)) work->reply(*unknown);
        else work->reply(Unknown{fmt::format("asked for product {}, got another", id)});
        return;
      }
      if (work->next == work->ids.size() && work->open == 0) {
        work->ended = true;
        work->reply(std::move(work->fresh));
        return;
      }
      refresh_more(work);
    });
  }
}
} // namespace

void StoreSession::refresh_products(const std::vector<ProductId>& ids, Reply<FreshProducts> reply) {
  if (ids.empty()) {
    impl_->outbox.later([reply] { reply(FreshProducts{}); });
    return;
  }
  auto work = std::make_shared<ProductRefresh>();
  work->ids = ids;
  work->reply = std::move(reply);
  work->fetch = [impl = impl_.get()](ProductId id, std::function<void(CallResult)> done) {
    impl->kiosk.call(impl->get("/products/" + std::to_string(id), CallSpec::Auth::if_known, 1024 * 1024), std::move(done));
  };
  refresh_more(work);
}

void StoreSession::sign_in(const std::string& phone, SecretBuffer password, Reply<Customer> reply) {
  impl_->customer.forget();
  if (!valid_phone(phone)) {
    impl_->outbox.later([reply] { reply(Refused{RefusalClass::invalid, "", "a phone number is 998 and nine digits"}); });
    return;
  }
  auto body = std::make_shared<const SecretBuffer>(write_log_in(phone, password));
  impl_->customer.log_in(std::move(body), [this, reply](CallResult result) {
    auto log_in = success_body(StoreCall::log_in, std::move(result));
    if (const auto* refused = std::get_if<Refused>(&log_in)) return reply(*refused);
    if (const auto* unknown = std::get_if<Unknown>(&log_in)) return reply(*unknown);
    if (!impl_->customer.has_token()) return reply(Unknown{"the answer to the log-in was not understood"});
    // Not every server sends the user beside the token; asking gives the newest cashback balance too.
    impl_->customer.call(impl_->get("/users/me", CallSpec::Auth::required, 256 * 1024),
                         [reply](CallResult me) { reply(outcome_of<Customer>(StoreCall::read, std::move(me), read_user)); });
  });
}

void StoreSession::sign_out() { impl_->customer.forget(); }

void StoreSession::fetch_products_page(std::size_t offset, std::size_t limit, Reply<ProductPage> reply) {
  const auto path = fmt::format("/products?limit={}&offset={}", std::clamp<std::size_t>(limit, 1, page_limit), offset);
  impl_->kiosk.call(impl_->get(path, CallSpec::Auth::if_known, largest_page), [reply](CallResult result) {
    reply(outcome_of<ProductPage>(StoreCall::read, std::move(result), [](std::string_view body) {
      auto page = read_products(body);
      if (page) page->bytes = body.size();
      return page;
    }));
  });
}

void StoreSession::fetch_categories(Reply<std::vector<Category>> reply) {
  impl_->kiosk.call(impl_->get("/categories", CallSpec::Auth::if_known, largest_page), [reply](CallResult result) {
    reply(outcome_of<std::vector<Category>>(StoreCall::read, std::move(result), read_categories));
  });
}

void StoreSession::fetch_delivery(Reply<DeliveryTerms> reply) {
  impl_->kiosk.call(impl_->get("/delivery", CallSpec::Auth::if_known, 64 * 1024),
                    [reply](CallResult result) { reply(outcome_of<DeliveryTerms>(StoreCall::read, std::move(result), read_delivery)); });
}

void StoreSession::fetch_picture(const std::string& url, Reply<std::string> reply) {
  auto address = picture_address(impl_->settings.api_url, url);
  if (!picture_allowed(impl_->settings, address))
    return reply(
        Refused{RefusalClass::invalid, foreign_picture, "not from the store's own address, nor from one of store.picture_origins"});
  CallSpec spec{.what = StoreCall::read,
                .method = "GET",
                .url = std::move(address),
                .body = {},
                .auth = CallSpec::Auth::none,
                .max_body = largest_picture};
  impl_->kiosk.call(std::move(spec), [reply](CallResult result) {
    auto* answer = std::get_if<HttpAnswer>(&result);
    if (answer && answer->status == 200 && !answer->body.empty()) return reply(std::move(answer->body));
    if (answer) return reply(Refused{classify(StoreCall::read, answer->status, "", ""), std::to_string(answer->status), "no picture"});
    auto none = success_body(StoreCall::read, std::move(result));
    if (const auto* refused = std::get_if<Refused>(&none)) return reply(*refused);
    reply(std::get<Unknown>(none));
  });
}

} // namespace engine::store
