#pragma once
// The store's server without sockets: strict about every request, keeper of the truth (engine/store/PROTOCOL.md sections 2
// to 7 and 10.3). Requests in, answers out; store_simulator.h carries them. What the sources leave open is decided here on
// the strict side: a sum must be that of its items and the delivery, a price must be today's, a number never has an exponent.
//
// Threading: one thread. Clocks are handed in.
#include "devices/simulators/store/exact_json.h"
#include "engine/base/money.h"
#include "engine/base/quantity.h"
#include "engine/base/time.h"
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <span>
#include <string>
#include <vector>

namespace devices::sim {

struct StoreRequest {
  std::string method;
  std::string target; ///< "/api/products?limit=20"
  std::string bearer; ///< without "Bearer "; empty: none
  std::string body;
};
struct StoreReply {
  int status = 200;
  std::string body;
  engine::Millis delay{0};
  bool no_answer = false; ///< the connection ends instead
};
struct SocketReply {
  std::string text; ///< empty: nothing is said
  engine::Millis delay{0};
  bool close = false;
};

class StoreModel {
public:
  struct Clocks {
    std::function<engine::Instant()> now;
    std::function<engine::WallTime()> wall;
  };
  /// `catalog`: {"categories":[…],"products":[…],"delivery":{…},"users":[…]} in the API's own shapes, read with
  /// parse_exact. Throws std::runtime_error naming what is wrong.
  StoreModel(const boost::json::value& catalog, Clocks clocks, std::uint64_t seed = 1);

  /// "http://127.0.0.1:8080": put before picture addresses that begin with "/".
  void set_base_url(std::string url) { base_url_ = std::move(url); }

  StoreReply http(const StoreRequest& request);
  /// The user that a token of the orders socket belongs to; nothing: 401.
  [[nodiscard]] std::optional<std::string> user_of_token(const std::string& token) const;
  SocketReply socket_message(const std::string& user, const std::string& text);

  boost::json::object command(const boost::json::object& request);
  [[nodiscard]] boost::json::object truth() const;
  [[nodiscard]] bool is_down() const { return down_; }

  // What truth() says of one thing, without making JSON of everything: for checks after each event.
  struct OrderTruth {
    std::string number, user, address, qr_code_url;
    engine::Money due, total;
    int payment_type = 0;
    bool paid = false, cash_entered = false;
  };
  [[nodiscard]] std::optional<OrderTruth> order(std::int64_t id) const;
  [[nodiscard]] std::int64_t order_count() const { return static_cast<std::int64_t>(orders_.size()); }
  [[nodiscard]] std::int64_t last_order() const { return orders_.empty() ? 0 : orders_.rbegin()->first; }
  /// False also for a receipt that does not exist.
  [[nodiscard]] bool is_receipt_paid(const std::string& receipt_id) const;

  std::function<void(const std::string&)> on_log;
  std::function<void()> on_down_or_up; ///< see is_down()
  std::function<void()> on_drop_sockets;
  std::function<void(const std::string& text)> on_push; ///< to every open socket

private:
  struct Command {
    const char* name;
    const char* help;
    boost::json::object (*run)(StoreModel&, const boost::json::object& request);
  };
  static std::span<const Command> commands();
  boost::json::object& named_product(const boost::json::object& request);

  struct User {
    std::int64_t id = 0;
    std::string phone;
    std::string password;
    std::string first_name;
    std::string last_name;
    engine::Money cashback;
    boost::json::array cart;
  };
  struct Card {
    std::string number;
    std::string code;
    engine::Instant code_sent;
    int wrong_codes = 0;
    bool code_dead = true;
    bool verified = false;
  };
  struct Receipt {
    std::string id;
    std::int64_t order = 0;
    engine::Money amount;
    std::int64_t created_ms = 0;
    std::int64_t paid_ms = 0;
    int state = 0;
    int pay_attempts = 0;
  };
  struct Item {
    std::int64_t product = 0;
    engine::Money price;
    engine::Quantity quantity;
  };
  struct Order {
    std::int64_t id = 0;
    std::string number;
    std::string user;
    engine::Money total;
    engine::Money cashback_used;
    engine::Money cashback_earned;
    bool use_cashback = false;
    int payment_type = 0;
    int delivery_type = 0;
    boost::json::object receiver;
    std::vector<Item> items;
    std::string created_at;
    std::optional<engine::Instant> paid;
    bool cash_entered = false; ///< by the shop's staff, in the back office
    std::string qr_code_url;
    std::string perform_time;
    bool unreadable = false; ///< listed with an unreadable sum
    [[nodiscard]] engine::Money due() const { return total - cashback_used; }
  };
  struct Refusal { ///< thrown by the checks, turned into a failure answer
    int status = 400;
    boost::json::value code; ///< null, or Payme's number
    std::string text;
    engine::Millis delay{0};
  };
  using Json = boost::json::value;

  // store_model.cpp: dispatch, accounts, cart
  StoreReply route(const StoreRequest& request);
  Json route_get(const std::string& path, const std::string& query, User* user);
  Json route_change(const StoreRequest& request, const std::string& path, User* user);
  Json log_in(const boost::json::object& body);
  StoreReply refresh(const boost::json::object& body);
  Json cart_call(const std::string& method, const std::string& path, const boost::json::object& body, User& user);
  [[nodiscard]] Json user_json(const User& user) const;
  User& required(User* user);
  std::string new_token(const char* kind);
  void log(const std::string& line) const;
  boost::json::object read_body(const std::string& text) const;

  // store_catalog.cpp
  void load(const boost::json::value& catalog);
  Json products(const std::map<std::string, std::string>& query, const std::string& which) const;
  [[nodiscard]] Json product_json(const boost::json::object& product) const;
  [[nodiscard]] std::string as_said(std::string body) const; ///< said_ put in
  const boost::json::object& product(std::int64_t id) const;
  [[nodiscard]] engine::Money price_now(const boost::json::object& product) const;

  // store_orders.cpp
  Json create_order(User& user, const boost::json::object& message);
  void check_receiver(const boost::json::object& receiver, bool courier) const;
  [[nodiscard]] engine::Money delivery_fee(const boost::json::object& receiver, engine::Money goods) const;
  [[nodiscard]] bool is_payment_known(const Order& order) const;
  [[nodiscard]] unsigned order_state(const Order& order) const;
  [[nodiscard]] Json order_json(const Order& order) const;
  [[nodiscard]] std::string created_answer(const Order& order) const;
  [[nodiscard]] std::string orders_answer(const std::string& user) const;

  static std::string iso_time(std::int64_t unix_ms, bool with_micros); ///< at UTC+5

  // store_payments.cpp
  Json create_card(const boost::json::object& body);
  Json send_code(const boost::json::object& body);
  Json verify_card(const boost::json::object& body);
  Json check_card(const boost::json::object& body);
  Json create_receipt(const boost::json::object& body, const User* user);
  Json pay_receipt(const boost::json::object& body, StoreReply& reply);
  Card& card_of(const boost::json::object& body);
  [[nodiscard]] Json card_json(const Card& card, const std::string& token) const;
  [[nodiscard]] Json receipt_json(const Receipt& receipt) const;

  Clocks clocks_;
  mutable std::mt19937_64 random_;
  std::string base_url_;

  boost::json::array categories_;
  std::map<std::int64_t, boost::json::object> products_;
  std::vector<std::int64_t> product_order_;
  boost::json::object delivery_;
  std::map<std::string, User> users_;            ///< by phone
  std::map<std::string, std::string> access_;    ///< token -> phone
  std::map<std::string, std::string> refreshes_; ///< token -> phone
  std::map<std::string, Card> cards_;            ///< by token
  std::map<std::string, Receipt> receipts_;      ///< by _id
  std::map<std::int64_t, Order> orders_;
  struct Told {
    unsigned state = 0; ///< order_state() when it was written
    std::string text;
  };
  mutable std::map<std::int64_t, Told> told_; ///< orders as they were listed last
  std::int64_t next_order_ = 1;
  std::int64_t next_line_ = 1;

  // What truth() tells besides.
  boost::json::array payments_;
  std::deque<std::string> refusals_; ///< the newest hundred
  std::map<std::string, std::int64_t> counts_;
  std::string last_code_;

  // Faults and settings.
  bool down_ = false;
  engine::Millis slow_{0};
  int no_answer_create_ = 0;
  int no_answer_pay_ = 0;
  int unreadable_order_ = 0;
  int odd_numbers_ = 0;
  std::string order_number_;
  std::map<std::int64_t, std::map<std::string, std::string>> said_; ///< of a product: field, and its characters on the wire
  int fail_pay_ = 0;
  std::int64_t fail_pay_code_ = -31303;
  int garbage_ = 0;
  int errors_500_ = 0;
  int refresh_shape_ = 1;
  std::string created_shape_ = "data";
  bool orders_as_array_ = false;
  bool id_as_text_ = false;
  bool random_codes_ = false;
  bool qr_never_ = false;
  engine::Millis payment_delay_{2000};
  double shop_latitude_ = 42.46;
  double shop_longitude_ = 59.61;
};

} // namespace devices::sim
