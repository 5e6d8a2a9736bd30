#pragma once
// A session and a simulated module on one virtual clock. A test sees each step between them, and time passes
// only when the test lets it pass.
#include "devices/fiscal/fiscal_session.h"
#include "devices/simulators/fiscal/fiscal_wire.h"
#include "engine/base/local_time.h"
#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

namespace fiscal_test {

using namespace devices;
using namespace devices::fiscal;
using engine::Millis;
using engine::Money;

inline constexpr std::int64_t world_began = 1'795'000'000'400; // some day in 2026, not on a whole second

inline engine::FiscalLine tea(std::int64_t tiyin = 1'120'000) {
  engine::FiscalLine line;
  line.name = "Shay \"Ahmad\"";
  line.barcode = "4780000000007";
  line.amount = engine::Quantity::pieces(1);
  line.unit_name = "dona";
  line.price = line.product_price = Money::tiyin(tiyin);
  line.vat_percent = 12;
  line.vat = engine::multiply_ratio_half_up(line.price, 12, 112);
  line.class_code = "04811001001000000";
  line.package_code = "1431970";
  return line;
}

inline engine::FiscalSale sale(std::int64_t number, std::int64_t tiyin = 1'120'000) {
  engine::FiscalSale s;
  s.number = number;
  s.lines = {tea(tiyin)};
  s.cashier = "Kiosk 01";
  s.received_cash = Money::tiyin(tiyin);
  return s;
}

inline engine::FiscalRefund refund(std::int64_t number, const std::string& qr_url, std::int64_t tiyin = 1'120'000) {
  engine::FiscalRefund r;
  r.number = number;
  r.sale_qr_url = qr_url;
  r.lines = {tea(tiyin)};
  r.cashier = "Staff";
  r.received_cash = Money::tiyin(tiyin);
  return r;
}

/// The outcome of a request. The test fails on a second answer.
template <class T> struct Got {
  std::shared_ptr<std::optional<engine::Outcome<T>>> outcome = std::make_shared<std::optional<engine::Outcome<T>>>();
  engine::Reply<T> reply() {
    return [kept = outcome](engine::Outcome<T> value) {
      EXPECT_FALSE(kept->has_value()) << "answered twice";
      *kept = std::move(value);
    };
  }
  [[nodiscard]] bool any() const { return outcome->has_value(); }
  [[nodiscard]] const T* done() const { return any() ? std::get_if<T>(&**outcome) : nullptr; }
  [[nodiscard]] const engine::Refused* refused() const { return any() ? std::get_if<engine::Refused>(&**outcome) : nullptr; }
  [[nodiscard]] const engine::Unknown* unknown() const { return any() ? std::get_if<engine::Unknown>(&**outcome) : nullptr; }
  [[nodiscard]] std::string words() const {
    if (!any()) return "no answer";
    if (done()) return "done";
    if (refused()) return "refused " + refused()->code + " " + refused()->text;
    return "unknown " + unknown()->why;
  }
};

struct World {
  explicit World(sim::FiscalModelSettings settings = {}, Carrier carrier_ = Carrier::tcp)
      : carrier(carrier_), model(settings, [this] { return wall(); }) {
    FiscalSettings s;
    s.edition = settings.edition_2026 ? Edition::y2026 : Edition::y2023;
    s.carrier = carrier;
    s.cashier = "Kiosk 01";
    session_settings = s;
    restart();
  }
  /// A new session, as after a crash of the kiosk.
  void restart() {
    up = false;
    pending.clear();
    session = std::make_unique<FiscalSession>(session_settings, [this] { return wall(); });
  }

  [[nodiscard]] engine::WallTime wall() const { return {world_began + now.time_since_epoch().count()}; }
  [[nodiscard]] std::size_t sales() const { return model.receipts().size(); }

  void close(const std::string& why) {
    up = false;
    pending.clear();
    session->on_closed(now, why);
  }

  /// Does one thing that is due now; false when nothing is due.
  bool one() {
    if (up && session->take_close_request()) return close("closed on request"), true;
    if (up && carrier == Carrier::tcp && !session->wants_open()) return close("not needed now"), true;
    const bool wanted = carrier == Carrier::serial || session->wants_open();
    if (!up && wanted && now >= next_attempt) {
      if (model.faults.down) {
        next_attempt = now + Millis{500};
        session->on_closed(now, "connection refused");
      } else {
        up = true;
        wire = std::make_unique<sim::FiscalWire>(model, carrier == Carrier::tcp ? sim::FiscalWire::Kind::connection
                                                                                : sim::FiscalWire::Kind::serial);
        session->on_open(now);
      }
      return true;
    }
    if (up) {
      const auto out = session->take_output();
      if (!out.empty()) {
        send(out);
        return true;
      }
      if (!pending.empty() && pending.front().at <= now) {
        deliver();
        return true;
      }
    }
    const auto deadline = session->deadline();
    if (deadline && *deadline <= now) {
      session->on_time(now);
      return true;
    }
    return false;
  }

  void send(const Bytes& out) {
    const std::string text(out.begin(), out.end());
    requests.push_back(text.substr(0, text.find(" HTTP/")));
    const bool registers = text.find("POST /order/") == 0;
    if (registers && lose_request) { // cut inside the request: the module never sees a whole one
      lose_request = false;
      pending.push_back({now, "", true});
      return;
    }
    Bytes arrived = out;
    if (damage_request && registers) damage_request(arrived);
    for (auto& reply : wire->on_bytes(arrived)) {
      if (registers && cut_answer) {
        reply.bytes.resize(std::min(*cut_answer, reply.bytes.size()));
        reply.end_line = cut_ends_line;
        cut_answer.reset();
      }
      if (damage) damage(requests.back(), reply.bytes);
      if (registers) answer_size = reply.bytes.size();
      pending.push_back({now + reply.delay, reply.bytes, reply.end_line});
      if (registers && after_register) std::exchange(after_register, nullptr)();
    }
  }

  void deliver() {
    const auto event = pending.front();
    pending.pop_front();
    if (!event.bytes.empty()) session->on_bytes(now, {reinterpret_cast<const std::uint8_t*>(event.bytes.data()), event.bytes.size()});
    if (event.end_line && up) close("connection reset");
  }

  void settle() {
    for (int i = 0; i < 10'000; ++i) {
      if (!one()) return;
    }
    FAIL() << "the session never comes to rest";
  }

  /// Lets time pass until `done` or for `longest`.
  template <class Done> void run(Done done, Millis longest = Millis{300'000}) {
    const auto end = now + longest;
    settle();
    while (!done() && now < end) {
      auto next = end;
      if (const auto deadline = session->deadline()) next = std::min(next, std::max(*deadline, now + Millis{1}));
      if (up && !pending.empty()) next = std::min(next, std::max(pending.front().at, now));
      if (!up && (carrier == Carrier::serial || session->wants_open())) next = std::min(next, std::max(next_attempt, now + Millis{1}));
      now = std::min(next, end);
      settle();
    }
  }
  void pass(Millis time) {
    const auto end = now + time;
    run([&] { return now >= end; }, time);
  }

  template <class T, class Call> Got<T> wait_for(Call call, Millis longest = Millis{300'000}) {
    Got<T> got;
    call(got.reply());
    EXPECT_FALSE(got.any()) << "answered from inside the call";
    run([&] { return got.any(); }, longest);
    return got;
  }
  Got<engine::FiscalCounters> prepare() {
    return wait_for<engine::FiscalCounters>([&](auto reply) { session->prepare(reply); });
  }
  engine::FiscalCounters counters() {
    const auto got = prepare();
    EXPECT_TRUE(got.done()) << got.words();
    return got.done() ? *got.done() : engine::FiscalCounters{};
  }
  Got<engine::FiscalResult> sell(const engine::FiscalSale& s, const engine::FiscalCounters& before) {
    return wait_for<engine::FiscalResult>([&](auto reply) { session->register_sale(s, before, reply); });
  }
  Got<engine::FiscalResult> sell(std::int64_t number) { return sell(sale(number), counters()); }
  bool command(std::initializer_list<std::pair<boost::json::string_view, boost::json::value_ref>> request) {
    const auto answer = model.command(boost::json::object(request));
    EXPECT_TRUE(answer.at("ok").as_bool()) << boost::json::serialize(answer);
    return answer.at("ok").as_bool();
  }
  [[nodiscard]] int count_requests(const std::string& start) const {
    return static_cast<int>(std::ranges::count_if(requests, [&](const auto& r) { return r.starts_with(start); }));
  }

  struct Event {
    engine::Instant at;
    std::string bytes;
    bool end_line = false;
  };
  Carrier carrier;
  engine::Instant now{Millis{1'000}};
  engine::Instant next_attempt{};
  sim::FiscalModel model;
  FiscalSettings session_settings;
  std::unique_ptr<FiscalSession> session;
  std::unique_ptr<sim::FiscalWire> wire;
  bool up = false;
  std::deque<Event> pending;
  std::vector<std::string> requests;
  std::optional<std::size_t> cut_answer; ///< length at which the answer to the next registering request is cut
  bool cut_ends_line = true;
  bool lose_request = false;
  std::function<void(const std::string& request, std::string& answer)> damage; ///< changes an answer on the line
  std::function<void(Bytes& request)> damage_request;                          ///< changes a registering request on the line
  std::size_t answer_size = 0;                                                 ///< of the last registering request
  std::function<void()> after_register;
};

} // namespace fiscal_test
