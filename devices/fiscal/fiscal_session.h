#pragma once
// The fiscal module: engine::FiscalPort over a WireSession. A sale is registered at most once, also when requests or answers
// are lost (rules R24, R31). fiscal_registering.cpp decides; devices/fiscal/PROTOCOL.md section 6 has the reasons.
//
// Requests are served one after another, in the order in which they were asked for. Between them the session
// asks for /info/ and /zreport/info/ by itself. Replies come from inside the on_* calls, never from the call that
// took them. Replies that are still open when the session is destroyed are not called. Threading:
// one thread at a time. Ownership: self-contained; destroy the driver that carries it first.
#include "devices/fiscal/exchange.h"
#include "devices/fiscal/last_page.h"
#include "devices/fiscal/module_clock.h"
#include "devices/fiscal/module_ways.h"
#include "devices/fiscal/status_keeper.h"
#include "devices/fiscal/task.h"
#include "devices/fiscal/twice.h"
#include <deque>

namespace devices::fiscal {

struct FiscalSettings {
  Edition edition = Edition::y2023;
  Carrier carrier = Carrier::tcp;
  std::string host = "fiscal-module"; ///< Host header
  std::string base_path;              ///< before every path; "" or "/api", without the last slash
  std::string cashier;                ///< on Z and X reports
  engine::Millis connect_timeout{10'000};
  engine::Millis answer_timeout{30'000};
  engine::Millis poll_every{30'000};
  engine::Millis settle{3'000};       ///< "not registered" counts only when the module says it again after this time
  engine::Millis resolve_for{60'000}; ///< how long a lost answer is asked about before it is Unknown
};

class FiscalSession final : public WireSession, public engine::FiscalPort {
public:
  /// `wall`: the system's clock. It only serves to tell how far the module's clock is off.
  FiscalSession(FiscalSettings settings, std::function<engine::WallTime()> wall);

  // WireSession
  void on_open(engine::Instant now) override;
  void on_bytes(engine::Instant now, std::span<const std::uint8_t> bytes) override;
  void on_closed(engine::Instant now, const std::string& why) override;
  void on_time(engine::Instant now) override;
  Bytes take_output() override { return exchange_.take_output(); }
  [[nodiscard]] std::optional<engine::Instant> deadline() const override;
  bool take_close_request() override { return exchange_.take_close_request(); }
  [[nodiscard]] bool wants_open() const override { return exchange_.wants_open(); }

  // engine::FiscalPort
  [[nodiscard]] const engine::FiscalStatus& status() const override { return keeper_.status(); }
  void on_status(std::function<void(const engine::FiscalStatus&)> watcher) override;
  void read_info(engine::Reply<engine::FiscalInfo> reply) override;
  void read_shift(engine::Reply<engine::ZReport> reply) override;
  void open_shift(engine::Reply<engine::Done> reply) override;
  void close_shift(bool print, engine::Reply<engine::ZReport> reply) override;
  void x_report(engine::Reply<engine::ZReport> reply) override;
  void prepare(engine::Reply<engine::FiscalCounters> reply) override;
  void register_sale(const engine::FiscalSale& sale, const engine::FiscalCounters& before,
                     engine::Reply<engine::FiscalResult> reply) override;
  void register_refund(const engine::FiscalRefund& refund, const engine::FiscalCounters& before,
                       engine::Reply<engine::FiscalResult> reply) override;
  void find_sale(const engine::FiscalSale& sale, const engine::FiscalCounters& before, engine::Reply<engine::FiscalResult> reply) override;
  void find_refund(const engine::FiscalRefund& refund, const engine::FiscalCounters& before,
                   engine::Reply<engine::FiscalResult> reply) override;
  void print_copy(engine::Reply<engine::Done> reply) override;

private:
  static constexpr engine::Millis retry_pause{1'000}; ///< before the module is asked the same once more

  template <class T> using Outcome = engine::Outcome<T>;
  template <class T> using OutcomeTask = Task<engine::Outcome<T>>;

  /// The features by which a registered receipt is recognised.
  struct Receipt : SentReceipt {
    std::string time; ///< as sent; empty when that is not known any more
    std::function<tl::expected<std::string, std::string>(std::string_view time)> body;
  };
  static Receipt receipt_of(const engine::FiscalSale& sale, Edition edition);
  static Receipt receipt_of(const engine::FiscalRefund& refund, Edition edition);
  /// The counters' answer to: was this receipt registered?
  enum class Verdict { registered, not_registered, cannot_tell };
  static Verdict judge(const Receipt& receipt, const engine::FiscalCounters& before, const engine::ZReport& now);
  /// The last receipt that /order/last/ shows, compared with the receipt that was sent.
  struct LastSeen {
    enum class Is {
      ours,
      ours_by_number, ///< number and sums are ours; the time that was sent is not known any more
      ours_by_count,  ///< the sums are ours; the module numbers receipts by itself
      another,
      once,    ///< not evidently ours, and heard over a noisy line for the first time
      damaged, ///< ours, but its sign is not believed yet
      not_told,
      not_now, ///< the module's state forbids an answer for the time being; that says nothing of the page
      busy,
      unreadable,
      no_such_page
    } is = Is::not_told;
    LastOrder order; ///< set with the first six values of `is`
    [[nodiscard]] bool ours() const { return is == Is::ours || is == Is::ours_by_number || is == Is::ours_by_count; }
    std::string why; ///< set when no answer came
  };

  // Awaitables: what a task of this session may wait for.
  struct AnswerAwaiter {
    FiscalSession& session;
    [[nodiscard]] bool await_ready() const { return false; }
    void await_suspend(std::coroutine_handle<> task) { session.waiting_answer_ = task; }
    ExchangeResult await_resume() { return std::move(session.result_); }
  };
  struct PauseAwaiter {
    FiscalSession& session;
    engine::Instant until;
    [[nodiscard]] bool await_ready() const { return session.now_ >= until; }
    void await_suspend(std::coroutine_handle<> task) {
      session.waiting_time_ = task;
      session.wake_at_ = until;
    }
    void await_resume() const {}
  };
  AnswerAwaiter ask(std::string method, const std::string& path, std::string body, Shape shape);
  PauseAwaiter pause(engine::Millis time) { return {*this, now_ + time}; }

  // The work, one task a request of the port.
  Task<void> poll();
  OutcomeTask<engine::FiscalInfo> get_info();
  OutcomeTask<engine::ZReport> get_shift();
  OutcomeTask<engine::Done> do_open_shift();
  OutcomeTask<engine::ZReport> do_close_shift(bool print);
  OutcomeTask<engine::ZReport> do_x_report();
  OutcomeTask<engine::FiscalCounters> do_prepare();
  OutcomeTask<engine::ZReport> get_counters();
  OutcomeTask<engine::FiscalResult> do_register(Receipt receipt, engine::FiscalCounters before);
  OutcomeTask<engine::FiscalResult> do_find(Receipt receipt, engine::FiscalCounters before);
  OutcomeTask<engine::FiscalResult> resolve(Receipt receipt, engine::FiscalCounters before, engine::Refused if_not, bool settle);
  /// `sign`: the sign of the registration, where it was heard.
  Task<LastSeen> ask_last(Receipt receipt, std::optional<engine::FiscalSign> sign);
  OutcomeTask<engine::FiscalResult> registered(Receipt receipt, std::optional<engine::FiscalSign> sign);
  [[nodiscard]] bool noisy() const { return settings_.carrier == Carrier::serial; }
  /// The page /order/last/ certainly exists, so a missing answer is the line's fault.
  [[nodiscard]] bool line_may_hide_it() const { return noisy() && page_.was_read(); }
  bool believe(const engine::FiscalSign& sign);
  OutcomeTask<engine::Done> do_print_copy();
  Task<std::optional<std::string>> operation_time();
  Task<std::optional<engine::FiscalCounters>> counters_of_open_shift();

  template <class T> void enqueue(std::function<OutcomeTask<T>()> work, engine::Reply<T> reply);
  template <class T> static Task<void> run(OutcomeTask<T> work, engine::Reply<T> reply);
  void step();
  [[nodiscard]] bool job_waiting() const { return !jobs_.empty(); }
  engine::Refused refused_by(const ModuleError& error);
  static engine::Refused unavailable(const ExchangeResult& result);
  void note(const ExchangeResult& result);

  FiscalSettings settings_;
  std::function<engine::WallTime()> wall_;
  Exchange exchange_;
  ModuleClock clock_;
  StatusKeeper keeper_;
  std::vector<std::function<void(const engine::FiscalStatus&)>> watchers_;
  engine::Instant now_{};
  bool started_ = false; ///< now_ means something
  std::deque<std::function<Task<void>()>> jobs_;
  Task<void> active_;
  std::coroutine_handle<> waiting_answer_;
  std::coroutine_handle<> waiting_time_;
  engine::Instant wake_at_{};
  ExchangeResult result_;
  std::optional<engine::Instant> poll_at_;
  engine::Millis backoff_{2'000};
  Twice<engine::FiscalSign> signs_; ///< signs that nothing else proves
  Twice<LastOrder> orders_;         ///< answers of /order/last/
  ModuleWays ways_;
  LastPage page_;
};

} // namespace devices::fiscal
