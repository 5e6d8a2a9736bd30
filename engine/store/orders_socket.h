#pragma once
// The conversation on one account's orders socket (engine/store/PROTOCOL.md section 6). Answers carry no request id, so requests go out
// one after another and pushes are told apart by their type. A request without an answer in time ends the connection, because its
// late answer must not be taken for the answer to the next request.
//
// create_order is sent at most once: not open = Refused, an error = Refused, everything else without a readable
// order_created = Unknown. Pure: time and fragments in, actions into the wire queue.
#include "engine/store/order_answers.h"
#include "engine/store/orders_stream.h"
#include "engine/store/outbox.h"

namespace engine::store {

class OrdersSocket {
public:
  struct Settings {
    Account account = Account::kiosk;
    std::string url;       ///< without a query
    bool keep_open = true; ///< false: opened by the first request
    Millis open_deadline{10'000};
    Millis deadline{30'000};       ///< without a byte of the answer
    Millis list_deadline{300'000}; ///< for all of a get_orders answer that keeps coming
    Millis longest_wait{30'000};
    std::size_t most_kept = 10'000;
  };
  OrdersSocket(Outbox& outbox, Settings settings) : outbox_(outbox), settings_(std::move(settings)) {}

  /// An empty token closes the socket. A new token leaves an open socket alone.
  void use_token(const std::string& token);
  void create_order(const OrderRequest& request, Reply<OrderCreated> reply);
  void find_orders(OrderFilter keep, Reply<std::vector<StoreOrder>> reply);

  [[nodiscard]] bool is_open() const { return state_ == State::open; }
  [[nodiscard]] const std::string& trouble() const { return trouble_; } ///< why the socket is not open

  void on_open();
  /// Part of a message; `last` ends it.
  void on_fragment(std::string_view bytes, bool last);
  /// http_status: of a refused handshake, else 0.
  void on_closed(const std::string& why, int http_status);
  void on_time();
  [[nodiscard]] std::optional<Instant> deadline() const;

  std::function<void()> on_change;
  std::function<void(const std::string& token)> on_unauthorized; ///< the handshake was refused with this token

private:
  enum class State { off, waiting, opening, open };
  struct Create {
    Reply<OrderCreated> reply;
  };
  struct Find {
    OrderFilter keep;
    Reply<std::vector<StoreOrder>> reply;
    std::vector<StoreOrder> kept;
    std::size_t unreadable = 0;
    bool too_many = false;
  };
  struct Request {
    std::string text;
    std::variant<Create, Find> kind;
    Instant deadline;      ///< for being sent; then for the next byte of the answer
    Instant last_deadline; ///< for the whole answer, also while it keeps coming
  };
  void enqueue(Request request);
  void send_next();
  void open_now();
  void close_now(const std::string& why);
  void lost(const std::string& why, Millis wait);
  void on_order(std::string_view text, bool whole);
  void on_message(const SocketMessage& message);
  [[nodiscard]] bool is_answer_to_create(const SocketMessage& message) const;
  [[nodiscard]] bool is_answer_to_find(const SocketMessage& message) const;
  void answer_create(Create create, const SocketMessage& message);
  void answer_find(Find find, const SocketMessage& message);
  void end(Request request, const std::variant<Refused, Unknown>& result);
  void changed();

  Outbox& outbox_;
  Settings settings_;
  State state_ = State::off;
  std::string token_;
  std::string used_token_;
  std::string trouble_ = "not opened yet";
  int failures_ = 0;
  Instant next_try_;
  Instant open_deadline_;
  std::deque<Request> queue_;
  std::optional<Request> active_;
  OrdersStream stream_;
  OrderReader reader_;
};

} // namespace engine::store
