// The conversation on the orders socket under any messages: one outcome a request, an order is created only
// with an id and only while it is the request in hand, nothing is sent twice, and in the end there is always
// an outcome.
#include "engine/base/log.h"
#include "engine/store/orders_socket.h"
#include "engine/store/outbox.h"
#include "tests/fuzz/fuzz.h"

namespace {

using namespace engine;
using namespace engine::store;

constexpr int most_requests = 6;

class Net {
public:
  Net() {
    socket_.use_token("token");
    carry();
    socket_.on_open();
    carry();
  }
  void say(std::string_view text, bool last) {
    socket_.on_fragment(text, last);
    carry();
  }
  void open() {
    socket_.on_open();
    carry();
  }
  void close(int status) {
    socket_.on_closed("closed", status);
    carry();
  }
  void log_out_and_in() {
    socket_.use_token("");
    carry();
    socket_.use_token("another token");
    carry();
  }
  void create() {
    if (asked_ == most_requests) return;
    ++asked_;
    ++creates_;
    OrderRequest request;
    request.amount = Money::som(42'000);
    request.receiver = {"A", "B", "998991234567", "KIOSK-01-42", std::nullopt};
    request.items = {{7, Money::som(42'000), Quantity::pieces(1)}};
    socket_.create_order(request, [this, ended = std::make_shared<bool>(false)](const Outcome<OrderCreated>& outcome) {
      fuzz::require(!std::exchange(*ended, true), "a request has one outcome");
      ++ended_;
      if (const auto* created = std::get_if<OrderCreated>(&outcome)) {
        fuzz::require(!created->order_id.empty(), "an order that was created has an id");
        fuzz::require(++created_ <= sent_creates_, "an order is created after it was sent");
      }
    });
    carry();
  }
  void find() {
    if (asked_ == most_requests) return;
    ++asked_;
    socket_.find_orders([](const StoreOrder& order) { return order.amount.is_whole_som(); },
                        [this, ended = std::make_shared<bool>(false)](const Outcome<std::vector<StoreOrder>>& outcome) {
                          fuzz::require(!std::exchange(*ended, true), "a request has one outcome");
                          ++ended_;
                          if (const auto* orders = std::get_if<std::vector<StoreOrder>>(&outcome)) {
                            fuzz::require(orders->size() <= 3, "what is kept is bounded");
                            for (const auto& order : *orders)
                              fuzz::require(!order.id.empty() && order.amount.is_whole_som(), "what is found was asked for");
                          }
                        });
    carry();
  }
  void pass(Millis time) {
    const auto end = now_ + time;
    for (int steps = 0;; ++steps) {
      const auto next = socket_.deadline();
      if (asked_ > ended_) fuzz::require(next.has_value(), "an open request has a deadline");
      if (!next || *next > end) break;
      fuzz::require(steps < 10'000, "deadlines advance");
      now_ = std::max(now_, *next);
      socket_.on_time();
      carry();
    }
    now_ = end;
  }
  void finish() {
    pass(std::chrono::minutes{20});
    fuzz::require(ended_ == asked_, "every request has an outcome in the end");
  }

private:
  void carry() {
    for (;;) {
      if (const auto action = outbox_.take()) {
        if (const auto* send = std::get_if<SocketSend>(&*action); send && send->text.find("KIOSK-01-42") != std::string::npos)
          fuzz::require(++sent_creates_ <= creates_, "an order is sent once");
      } else if (outbox_.has_deferred()) {
        outbox_.run_deferred();
      } else {
        return;
      }
    }
  }

  Instant now_{};
  Outbox outbox_{[this] { return now_; }};
  OrdersSocket socket_{outbox_, {.url = "wss://store/orders", .most_kept = 3}};
  int asked_ = 0;
  int ended_ = 0;
  int creates_ = 0;
  int sent_creates_ = 0;
  int created_ = 0;
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  spdlog::set_level(spdlog::level::off);
  fuzz::Script script(data, size);
  Net net;
  for (int steps = 0; !script.over() && steps < 200; ++steps) {
    switch (script.byte() % 8) {
    case 0:
    case 1: {
      const auto text = script.bytes(script.byte());
      net.say(fuzz::text_of(text.data(), text.size()), true);
      break;
    }
    case 2: {
      const auto text = script.bytes(script.byte());
      net.say(fuzz::text_of(text.data(), text.size()), false);
      break;
    }
    case 3: net.create(); break;
    case 4: net.find(); break;
    case 5: net.pass(Millis{script.byte() * 100}); break;
    case 6: net.open(); break;
    default:
      switch (const auto how = script.byte(); how % 4) {
      case 0: net.log_out_and_in(); break;
      case 1: net.close(401); break;
      default: net.close(0);
      }
    }
  }
  net.finish();
  return 0;
}
