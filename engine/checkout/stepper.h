#pragma once
// The inside of step(): the working copy of the state and the handlers, one file for each part of the purchase (step_*.cpp). Not for other
// folders.
#include "engine/checkout/step.h"
#include "engine/payment/methods.h"
#include "engine/sale/abandoned.h"
#include "engine/sale/method.h"

namespace engine::detail {

class Stepper {
public:
  Stepper(State state, const Context& context, const Policy& rules) : s{std::move(state)}, ctx{context}, policy{rules} {}

  State s;
  const Context ctx;
  const Policy& policy;
  std::vector<Record> records;
  std::vector<Effect> effects;
  std::optional<Refusal> refused;

  // --- the only ways to the outside -------------------------------------------------------------------------------------
  // write() changes memory before the row is on disk. When the append then fails, Runner executes no effect of the step and sells nothing more
  // (State::journal_failed); the next start reads the disk.
  void write(Record record) {
    apply(s.ledger, record, ctx.wall.unix_ms);
    records.push_back(std::move(record));
  }
  void run(Effect effect) { effects.push_back(std::move(effect)); }
  void refuse(std::string why) { refused = Refusal{std::move(why)}; }
  Ticket new_ticket() { return ++s.last_ticket; }
  void start_timer(TimerKind timer, Millis delay) { run(effect::StartTimer{timer, delay}); }
  void stop_timer(TimerKind timer) { run(effect::StopTimer{timer}); }
  void toast(ToastKind kind, std::string name = {}, bool can_undo = false, ProductId product = 0) {
    s.toast = {s.toast.serial + 1, kind, std::move(name), can_undo, product};
  }
  void alarm(std::string what) { run(effect::AlarmStaff{std::move(what)}); }

  template <class S> S* at() { return std::get_if<S>(&s.stage); }
  template <class S> const S* at() const { return std::get_if<S>(&s.stage); }
  const SaleEntry& sale(SaleId id) const { return s.ledger.sale(id); }
  Account account_of(SaleId id) const { return sale(id).intent.account; }
  [[nodiscard]] Millis grown(Millis wait) const; ///< the wait after `wait` in 2, 4, 8 ... seconds, bounded

  // --- step.cpp: common moves -------------------------------------------------------------------------------------------
  void handle(const Event& event);
  void on(const event::Started&);
  void on(const event::Asked& asked);
  void on(const event::StoreChanged& e);
  void on(const event::PrinterChanged& e);
  void on(const event::FiscalChanged& e);
  void on(const event::CashChanged& e);
  void on(const event::ScannerChanged& e);
  void on(const event::CatalogChanged& e);
  void on(const event::TimerFired& e);
  void on(const event::CartClearAnswered& e);
  /// The visitor leaves: stage attract, visitor reset, language back to the default.
  void to_attract();
  /// Closes the sale's on-screen part, if there is one and it is not closed yet.
  void close_sale(SaleId id, std::string how);

  // --- step_shopping.cpp ------------------------------------------------------------------------------------------------
  void ask(const event::Asked&, const intent::Start&);
  void ask(const event::Asked&, const intent::SetLanguage&);
  void ask(const event::Asked&, const intent::Scan&);
  void ask(const event::Asked&, const intent::AddProduct&);
  void ask(const event::Asked&, const intent::SetQuantity&);
  void ask(const event::Asked&, const intent::RemoveLine&);
  void ask(const event::Asked&, const intent::UndoRemove&);
  void ask(const event::Asked&, const intent::Checkout&);
  void ask(const event::Asked&, const intent::ChooseDelivery&);
  void ask(const event::Asked&, const intent::DeliveryNext&);
  void ask(const event::Asked&, const intent::SubmitReceiver&);
  void ask(const event::Asked&, const intent::SignIn&);
  void ask(const event::Asked&, const intent::SignOut&);
  void ask(const event::Asked&, const intent::UseCashback&);
  void ask(const event::Asked&, const intent::CallStaff&);
  void ask(const event::Asked&, const intent::LookUpOrder&);
  void ask(const event::Asked&, const intent::LeaveOrderStatus&);
  void on(const event::SignInAnswered& e);
  void on_status_search(const event::OrdersFound& e);
  void begin_visit();
  bool may_look_up(const std::string& order_number, bool from_slip);
  void look_up_missed(const std::string& order_number);
  void report(CartError error, const std::string& name);
  void goods_changed(int min_age_before);

  // --- step_leaving.cpp: back, cancel, questions, idle --------------------------------------------------------------------
  void ask(const event::Asked&, const intent::Back&);
  void ask(const event::Asked&, const intent::Cancel&);
  void ask(const event::Asked&, const intent::Answer&);
  void ask(const event::Asked&, const intent::Finish&);
  void ask(const event::Asked&, const intent::IdleEnded&);
  void leave_last_screen(bool in_person);
  void on(const event::Stopping&);
  void abandon_order(SaleId id, std::string_view reason);
  void keep_order(SaleId id);

  // --- step_order.cpp -----------------------------------------------------------------------------------------------------
  void ask(const event::Asked&, const intent::ChooseMethod&);
  void ask(const event::Asked&, const intent::AcceptPriceChanges&);
  void on(const event::ProductsRefreshed& e);
  void on(const event::OrderAnswered& e);
  void on(const event::OrdersFound& e);
  void go_on_to_order(Method method);
  void ask_prices(Method method);
  void place_order(Method method);
  void order_placed(SaleId id);
  void begin_payment(SaleId id);
  void begin_cash(SaleId id);
  void search_order(SaleId id);
  void on_order_search(const event::OrdersFound& e);
  void on_due_search(const event::OrdersFound& e);
  void fail(SaleId id, FailureKind kind, std::string server_text = {});

  // --- step_card.cpp ------------------------------------------------------------------------------------------------------
  void ask(const event::Asked&, const intent::SubmitCard&);
  void ask(const event::Asked&, const intent::SubmitCode&);
  void ask(const event::Asked&, const intent::ResendCode&);
  void on(const event::InvoiceAnswered& e);
  void on(const event::CardAnswered& e);
  void on(const event::CodeAnswered& e);
  void on(const event::VerifyAnswered& e);
  void on(const event::PayAnswered& e);
  void on_payment_search(const event::OrdersFound& e);
  void pay(SaleId id);
  void card_paid(SaleId id, bool found);
  void found_paid_behind(SaleId id);

  // --- step_cash.cpp ------------------------------------------------------------------------------------------------------
  void ask(const event::Asked&, const intent::AcceptOverpay&);
  void ask(const event::Asked&, const intent::ReturnNote&);
  void on(const event::CashHappened& e);
  void on(const NoteInEscrow& e);
  void on(const NoteStacked& e);
  void on(const NoteReturned& e);
  void on(const NoteRejected& e);
  void on(const ValidatorPowerUp& e);
  void on(const ValidatorReady& e);
  void on(const CassetteRemoved& e);
  void on(const CassetteInserted& e);
  void on(const ValidatorCheated& e);
  void enable_cash();
  void cash_needs_changed();
  [[nodiscard]] bool cash_untouched() const;
  [[nodiscard]] CashMessage cash_lacks() const;
  void stop_overpay_question();
  void begin_leaving_cash(stage::Cash::Closing how);
  void try_settle_cash(bool give_up);
  void return_open_note(std::string why);
  void stack_open_note();
  void issue_claim(SaleId id);

  // --- step_finish.cpp ------------------------------------------------------------------------------------------------------
  void on(const event::FiscalPrepared& e);
  void on(const event::FiscalAnswered& e);
  void on(const event::Printed& e);
  void on_store_receipt(const event::OrdersFound& e);
  std::optional<std::string> take_foreign_address(std::string& url) const;
  void refuse_address(SaleId id, Registrar registrar, std::int64_t number, const std::string& url);
  bool store_receipt_shown(SaleId id, const std::string& order_id, const std::string& url);
  void empty_cart(SaleId id);
  bool look_at_orders(SaleId id, const std::vector<StoreOrder>& orders);
  void finish_sale(SaleId id);
  void print_or_done(SaleId id);
  void print(SaleId id, SlipKind slip);
  void print_act(std::int64_t number, bool copy);
  void print_report(const ZReport& report, bool closed, std::int64_t first = 0);
  void print_refund(SaleId id, std::int64_t number, bool copy);
  void done(SaleId id);
  void register_sale(SaleId id, const FiscalCounters& before, Ticket ticket);
  void begin_registration(SaleId id);
  void queue_registration(SaleId id, const std::string& why);
  [[nodiscard]] bool module_in_use() const;
  [[nodiscard]] const SaleEntry* unasked_before(SaleId id) const;
  void ask_module(const SaleEntry& sale);
  void module_is_free();

  // --- step_background.cpp --------------------------------------------------------------------------------------------------
  void alarm_of_old_registrations();
  void background();
  void background_ended(SaleId id, bool progress);
  void on(const event::OrdersWatched& e);
  bool start_watch();
  void module_queue_due();
  [[nodiscard]] bool earlier_waits(SaleId id) const;
  bool start_background(const SaleEntry& sale);
  [[nodiscard]] bool askable(const SaleEntry& sale) const;
  /// How long ago the sale was paid, or ordered when it is not paid. Limits are compared with it.
  [[nodiscard]] Millis age(const SaleEntry& sale) const;
  [[nodiscard]] bool waited(const SaleEntry& sale, Millis limit) const;
  void on(const event::ClockJumped& e);
  void on(const event::ToldFromAfar& e);
  void clock_jumped(WallTime expected, WallTime found);
  void sign_out_when_resolved();

  // --- step_staff.cpp -------------------------------------------------------------------------------------------------------
  void ask(const event::Asked&, const intent::StaffLogin&);
  void ask(const event::Asked&, const intent::StaffLogout&);
  void ask(const event::Asked&, const intent::StaffApproveAge&);
  void ask(const event::Asked&, const intent::StaffOpenShift&);
  void ask(const event::Asked&, const intent::StaffCloseShift&);
  void ask(const event::Asked&, const intent::StaffXReport&);
  void ask(const event::Asked&, const intent::StaffTestPage&);
  void ask(const event::Asked&, const intent::StaffPrintLast&);
  void ask(const event::Asked&, const intent::StaffPrintAct&);
  void ask(const event::Asked&, const intent::StaffPrintReport&);
  void ask(const event::Asked&, const intent::StaffPrintRefund&);
  void ask(const event::Asked&, const intent::StaffPrintPayout&);
  void ask(const event::Asked&, const intent::StaffFindSale&);
  void ask(const event::Asked&, const intent::StaffRefund&);
  void ask(const event::Asked&, const intent::StaffSettle&);
  void ask(const event::Asked&, const intent::StaffEncash&);
  void ask(const event::Asked&, const intent::StaffRetryQueue&);
  void on(const event::PinChecked& e);
  void on(const event::ShiftAnswered& e);
  void on(const event::RefundPrepared& e);
  void on(const event::RefundAnswered& e);
  void on(const event::StaffPrinted& e);
  void staff_action(std::string action, std::string detail = {});
  bool staff_present();
  void lock_door();
  void unlock_door();
};

/// Rules R13: the store refuses the customer's token for good, so nothing more can be learnt about this sale with it.
bool token_is_gone(const SaleEntry& entry, const Outcome<std::vector<StoreOrder>>& outcome);

/// Totals that both step and view need.
Money delivery_fee_of(const State& s, const Policy& policy);
std::vector<MethodOffer> methods_of(const State& s, const Policy& policy);
Obstacle courier_obstacle(const State& s, const Policy& policy);
Money order_total(const State& s, const Policy& policy);
tl::expected<FiscalSale, std::string> make_receipt(const SaleEntry& entry, std::int64_t number, const Policy& policy);
tl::expected<FiscalRefund, std::string> make_refund(const SaleEntry& entry, const intent::StaffRefund& request, std::int64_t number,
                                                    const Policy& policy, std::vector<std::pair<std::int64_t, Quantity>>& lines);
std::string payout_number(PayoutKind kind, std::int64_t number, std::uint64_t random);
template <class Row> Row note_row(const NoteEntry& note, const Ledger& ledger, std::string why = {}) {
  const auto* sale = ledger.find(note.sale);
  return {note.id, note.denomination, note.amount(), note.sale, sale ? sale->order_id : std::string{}, std::move(why)};
}

} // namespace engine::detail
