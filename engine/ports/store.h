#pragma once
// The store's servers as the engine sees them (engine/store/PROTOCOL.md). Implemented by
// engine/store and by the simulation. Threading: I/O thread only.
#include "engine/base/outcome.h"
#include "engine/base/secret.h"
#include "engine/base/time.h"
#include "engine/catalog/product.h"
#include "engine/ports/health.h"

namespace engine {

struct StoreStatus {
  Health health = Health::connecting;
  bool logged_in = false;          ///< the kiosk's own account has a token
  bool orders_open = false;        ///< the orders socket is open
  std::int64_t last_answer_ms = 0; ///< how long the last answer took
  std::string detail;
  /// Orders can be placed now (rules R29).
  [[nodiscard]] bool can_order() const { return logged_in && orders_open; }
};
BOOST_DESCRIBE_STRUCT(StoreStatus, (), (health, logged_in, orders_open, last_answer_ms, detail))

/// Whose token a call carries (rules R11, R13).
enum class Account { kiosk, customer };
BOOST_DESCRIBE_ENUM(Account, kiosk, customer)

enum class PaymentType { card = 1, on_receipt = 2 }; ///< the store's numbers
enum class DeliveryType { pickup = 1, courier = 2 };
BOOST_DESCRIBE_ENUM(PaymentType, card, on_receipt)
BOOST_DESCRIBE_ENUM(DeliveryType, pickup, courier)

/// Latitude and longitude in millionths of a degree.
struct GeoPoint {
  std::int64_t latitude_e6 = 0;
  std::int64_t longitude_e6 = 0;
};
BOOST_DESCRIBE_STRUCT(GeoPoint, (), (latitude_e6, longitude_e6))

struct Receiver {
  std::string first_name;
  std::string last_name;
  std::string phone;             ///< 998 and nine digits
  std::string address;           ///< the customer's words and, at its end, the order mark (rules R10); may be empty
  std::optional<GeoPoint> point; ///< null on pickup
};

struct OrderItem {
  ProductId product = 0;
  Money price; ///< of one unit, as paid (rules R2)
  Quantity quantity;
};
BOOST_DESCRIBE_STRUCT(OrderItem, (), (product, price, quantity))

struct OrderRequest {
  Money amount; ///< goods + delivery, the full total also with cashback (rules R8)
  PaymentType payment = PaymentType::card;
  DeliveryType delivery = DeliveryType::pickup;
  bool use_cashback = false;
  Receiver receiver;
  std::vector<OrderItem> items;
};

struct OrderCreated {
  std::string order_id;     ///< number or text on the wire, text here
  std::string order_number; ///< as the store wrote it; may be empty
};

struct OnlinePayment {
  Money amount;
  std::string qr_code_url;
  std::string perform_time;
};
struct CashPayment {
  Money amount;
  std::string type;
  std::string created_at;
};
struct StoreOrder {
  std::string id;
  std::string order_number;
  Money amount; ///< total_amount - cashback_used
  Money total_amount;
  bool use_cashback = false;
  Money cashback_earned;
  Money cashback_used;
  std::string status; ///< the store's own words
  int payment_type = 0;
  int delivery_type = 0;
  Receiver receiver; ///< address may be empty (null)
  std::vector<OrderItem> items;
  std::vector<CashPayment> cash_payments;
  std::vector<OnlinePayment> online_payments;
  std::string created_at;
  /// Not empty: why the order could not be read. Then id, order_number, total_amount, created_at and the receiver's phone are set as
  /// the store told them, unchecked, in UTF-8; all other members are empty.
  std::string unread{};
};

struct Customer {
  std::string first_name;
  std::string last_name;
  std::string phone;
  Money cashback_balance;
};

struct CodeSent {
  std::string phone; ///< masked by the server
  Millis wait{60000};
};

/// A card token: lives in memory for the running sale only, never journaled.
struct CardToken {
  std::string token;
  std::string last_four; ///< from the masked number
};

struct PaidReceipt {
  std::string receipt_id;
};

/// Keeps orders while get_orders streams by (rules R11). Called for each order; must not block.
struct OrderFilter {
  std::function<bool(const StoreOrder&)> keep;
  /// Asked about an order that could not be read. `told`: a StoreOrder with `unread`; `text`: the order as it came, perhaps cut. Without this
  /// function such orders are left out.
  std::function<bool(const StoreOrder& told, std::string_view text)> may_be{};

  OrderFilter() = default;
  template <class Keep>
  requires std::is_invocable_r_v<bool, const Keep&, const StoreOrder&> OrderFilter(Keep wanted)
      : keep{std::move(wanted)} {} // NOLINT: a filter is usually one lambda
  template <class Keep, class MayBe> OrderFilter(Keep wanted, MayBe perhaps) : keep{std::move(wanted)}, may_be{std::move(perhaps)} {}
  bool operator()(const StoreOrder& order) const { return keep(order); }
};

class StorePort {
public:
  virtual ~StorePort() = default;
  [[nodiscard]] virtual const StoreStatus& status() const = 0;
  virtual void on_status(std::function<void(const StoreStatus&)> watcher) = 0;

  /// Sent at most once. Refused{unavailable}: the socket was not open, nothing was sent.
  virtual void create_order(Account account, const OrderRequest& request, Reply<OrderCreated> reply) = 0;
  virtual void find_orders(Account account, OrderFilter keep, Reply<std::vector<StoreOrder>> reply) = 0;
  virtual void create_receipt(Account account, const std::string& order_id, Money amount, Reply<std::string> receipt_id) = 0;
  virtual void create_card(CardSecret card, Reply<CardToken> reply) = 0;
  virtual void request_code(const std::string& token, Reply<CodeSent> reply) = 0;
  virtual void verify_card(const std::string& token, SecretBuffer code, Reply<CardToken> reply) = 0;
  /// Sent at most once, save after a definite 401 (rules R14). Done only when the receipt's state is 4 or not given.
  virtual void pay_receipt(Account account, const std::string& token, const std::string& receipt_id, Reply<PaidReceipt> reply) = 0;
  virtual void clear_cart(Reply<Done> reply) = 0; ///< the kiosk's own account only (rules R13)
  /// Fresh copies of these products; products that the store answers with 404 come back in `gone`.
  struct FreshProducts {
    std::vector<Product> products; ///< without attributes
    std::vector<ProductId> gone;
  };
  virtual void refresh_products(const std::vector<ProductId>& ids, Reply<FreshProducts> reply) = 0;
  virtual void sign_in(const std::string& phone, SecretBuffer password, Reply<Customer> reply) = 0;
  virtual void sign_out() = 0; ///< forgets the customer's tokens
};

} // namespace engine
