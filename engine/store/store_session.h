#pragma once
// The store's client without its sockets: implements StorePort and CatalogSource by asking a carrier for HTTP requests and
// socket messages (store_actions.h) and reading what comes back. Two accounts side by side: the kiosk's own, logged in by
// itself for as long as it runs, and a signed-in customer's (rules R11, R13).
//
// The carrier: whenever on_wake was called and after each on_* call, take actions until there are none; call on_time() at
// deadline(); hand in every answer, failure and fragment. Replies are called from on_* and on_time, never from inside the
// call that took them.
// Threading: I/O thread only. Ownership: the carrier must stop handing things in before the session dies; replies that are
// still open then are not called.
#include "engine/catalog/catalog_source.h"
#include "engine/ports/store.h"
#include "engine/store/store_actions.h"
#include <memory>

namespace engine::store {

struct StoreSettings {
  std::string api_url;                      ///< "https://globus-nukus.uz/api"
  std::string orders_url;                   ///< "wss://globus-nukus.uz/ws/orders"
  std::string phone;                        ///< the kiosk's own account
  std::vector<std::string> picture_origins; ///< "https://pictures.example": beside the one of api_url
  Millis deadline{30'000};
  Millis idle_check{60'000};   ///< silence after which a light request is sent
  Millis failed_check{10'000}; ///< the same while the store cannot be reached
};

class StoreSession : public StorePort, public CatalogSource {
public:
  /// `clock`: monotonic, must outlive the session's last call.
  StoreSession(StoreSettings settings, SecretBuffer password, std::function<Instant()> clock);
  ~StoreSession() override;
  StoreSession(const StoreSession&) = delete;
  StoreSession& operator=(const StoreSession&) = delete;

  void start(); ///< logs in

  // The carrier's side.
  void on_wake(std::function<void()> wake);
  std::optional<StoreAction> take_action();
  [[nodiscard]] std::optional<Instant> deadline() const;
  void on_time();
  void on_http_answer(RequestId id, HttpAnswer answer);
  void on_http_failed(RequestId id, Sent sent, const std::string& why);
  void on_socket_open(Account account);
  void on_socket_fragment(Account account, std::string_view bytes, bool last);
  void on_socket_closed(Account account, const std::string& why, int http_status = 0);

  // StorePort
  [[nodiscard]] const StoreStatus& status() const override;
  void on_status(std::function<void(const StoreStatus&)> watcher) override;
  void create_order(Account account, const OrderRequest& request, Reply<OrderCreated> reply) override;
  void find_orders(Account account, OrderFilter keep, Reply<std::vector<StoreOrder>> reply) override;
  void create_receipt(Account account, const std::string& order_id, Money amount, Reply<std::string> receipt_id) override;
  void create_card(CardSecret card, Reply<CardToken> reply) override;
  void request_code(const std::string& token, Reply<CodeSent> reply) override;
  /// A lost answer is asked about with check_card: verified there = Done.
  void verify_card(const std::string& token, SecretBuffer code, Reply<CardToken> reply) override;
  void pay_receipt(Account account, const std::string& token, const std::string& receipt_id, Reply<PaidReceipt> reply) override;
  void clear_cart(Reply<Done> reply) override;
  void refresh_products(const std::vector<ProductId>& ids, Reply<FreshProducts> reply) override;
  void sign_in(const std::string& phone, SecretBuffer password, Reply<Customer> reply) override;
  void sign_out() override;

  // CatalogSource
  void fetch_products_page(std::size_t offset, std::size_t limit, Reply<ProductPage> reply) override;
  void fetch_categories(Reply<std::vector<Category>> reply) override;
  void fetch_delivery(Reply<DeliveryTerms> reply) override;
  void fetch_picture(const std::string& url, Reply<std::string> bytes) override;

  /// POST /cards/check_card: is the card of this token confirmed?
  void check_card(const std::string& token, Reply<bool> verified);

private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

} // namespace engine::store
