#pragma once
// Executes the checkout: takes events, calls step(), writes the records (one synced transaction), then executes the effects through
// the ports and shows the new view. At the start the journal is folded and open work is taken up.
//
// Threading: everything but send*(), view(), catalog() belongs to the I/O thread. Ownership: the ports must outlive the runner.
// Errors: when the journal cannot be written, or a step or an effect throws, the runner stops selling (View::out_of_service) and says so
// in the log. The effects of that step are not executed. Only a restart, which reads the journal, sells again.
#include "engine/base/random.h"
#include "engine/base/timers.h"
#include "engine/checkout/search_filters.h"
#include "engine/checkout/slips.h"
#include "engine/checkout/step.h"
#include "engine/checkout/view/gate.h"
#include <map>
#include <memory>
#include <mutex>
#include <span>

namespace engine {

struct RunnerPorts {
  JournalPort& journal;
  StorePort& store;
  TimePort& time;
  const Words& words;
  FiscalPort* fiscal = nullptr; ///< null: not configured
  PrinterPort* printer = nullptr;
  CashPort* cash = nullptr;
  ScannerPort* scanner = nullptr;
};

struct RunnerSettings {
  Policy policy;
  SlipShop shop;
  ScanRules scan_rules;
  Millis keep_personal{30LL * 86'400'000};
  std::string printer_profile;
  RandomSource random = system_random(); ///< for the digits of claims and vouchers
  /// Runs a call on the I/O thread, from any thread.
  std::function<void(std::function<void()>)> post;
  /// Checks a PIN away from the I/O thread (argon2 is slow) and replies on it: name and role, or nothing.
  std::function<void(SecretBuffer pin, std::function<void(std::optional<std::pair<std::string, std::string>>)>)> verify_pin;
};

class Runner final : public Gate {
public:
  Runner(RunnerPorts ports, RunnerSettings settings);
  ~Runner() override;

  /// Folds the journal (throws JournalError) and begins.
  void start();
  /// Finishes or parks the step in hand; a note in escrow goes back. True once no note moves any more.
  bool stop();
  void set_catalog(CatalogPtr catalog, std::int64_t synced_ms);
  void handle(const Event& event);
  [[nodiscard]] const State& state() const { return state_; }

  void send(Intent intent) override;
  void send_card(CardSecret card) override;
  void send_secret(Intent intent, SecretBuffer secret) override;
  [[nodiscard]] ViewPtr view() const override;
  [[nodiscard]] CatalogPtr catalog() const override;
  void on_change(std::function<void()> wake) override;

private:
  /// Secrets that were typed for an intent. They become `Secrets` when a step accepts the intent, and are wiped when it is refused.
  struct Offered {
    CardSecret card;
    SecretBuffer code, password, pin;
  };
  struct Secrets {
    CardSecret card;                  ///< waits for the store's invoice
    SecretBuffer code, password, pin; ///< from the step that accepted the intent to that step's effect
    std::string token;
    std::string last_four;
  };
  void ask(Intent intent, Offered offered = {});
  void advance(const Event& event, Offered* offered);
  void advance_by(const Event& event,
                  Offered* offered); ///< a function of its own, so that its part of the stack can be wiped after a visitor
  void execute(const Effect& effect);
  void run(const effect::RefreshProducts&);
  void run(const effect::SavePersonal&);
  void run(const effect::CreateOrder&);
  void run(const effect::FindOrders&);
  void run(const effect::WatchOrders&);
  void run(const effect::CreateInvoice&);
  void run(const effect::CreateCard&);
  void run(const effect::RequestCode&);
  void run(const effect::VerifyCode&);
  void run(const effect::PayInvoice&);
  void run(const effect::ForgetCard&);
  void run(const effect::ClearCart&);
  void run(const effect::EnableCash&);
  void run(const effect::DisableCash&);
  void run(const effect::StackNote&);
  void run(const effect::ReturnNote&);
  void run(const effect::HoldNote&);
  void run(const effect::PrepareFiscal&);
  void run(const effect::RegisterSale&);
  void run(const effect::FindSale&);
  void run(const effect::PrintModuleCopy&);
  void run(const effect::PrintSlip&);
  void run(const effect::SignIn&);
  void run(const effect::SignOut&);
  void run(const effect::StartTimer&);
  void run(const effect::StopTimer&);
  void run(const effect::VerifyPin&);
  void run(const effect::OpenShift&);
  void run(const effect::CloseShift&);
  void run(const effect::XReport&);
  void run(const effect::PrintTestPage&);
  void run(const effect::PrintShiftReport&);
  void run(const effect::PrintEncashment&);
  void run(const effect::PrepareRefund&);
  void run(const effect::RegisterRefund&);
  void run(const effect::FindRefund&);
  void run(const effect::AlarmStaff&);
  void print(std::int64_t job, const Slip& slip, std::function<void(Outcome<Done>)> reply);
  void publish();
  void watch_ports();
  void take_over(const Intent& intent, Offered& offered);
  void forget_typed();
  void forget_token();
  void purge_personal(bool wall_clock_too);
  void stop_selling(std::span<const Record> lost = {});
  void start_from_nothing();
  [[nodiscard]] std::optional<PersonalData> personal_of(SaleId sale);
  void checkpoint_now_and_then();
  void look_at_clock();
  void learn_module_time(const FiscalStatus& status);
  [[nodiscard]] WallTime slip_time() const;
  std::function<void(Outcome<ZReport>)> shift_reply(Ticket ticket, std::string action);
  [[nodiscard]] std::string journal_head() const;
  [[nodiscard]] Context context() const { return {ports_.time.now(), ports_.time.wall()}; }

  RunnerPorts ports_;
  RunnerSettings settings_;
  State state_;
  Secrets secrets_;
  std::map<TimerKind, TimePort::TimerId> timers_;
  std::mutex wake_mutex_; ///< guards wake_: the window may be opened long after the engine began
  std::function<void()> wake_;
  mutable std::mutex shown_mutex_;
  ViewPtr shown_;
  CatalogPtr catalog_;
  std::uint64_t revision_ = 0;
  std::int64_t rows_since_checkpoint_ = 0;
  std::optional<Context> last_look_;   ///< both clocks as they were last looked at
  std::optional<Context> module_time_; ///< the module's time, and when the module told it
  std::string module_said_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true); ///< false after the runner's end: answers that come later are dropped
};

} // namespace engine
