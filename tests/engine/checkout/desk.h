#pragma once
// A checkout on a desk: step() driven by hand, every effect and record kept, the invariants of each step checked on the way.
#include "engine/checkout/step.h"
#include "engine/checkout/view/view_builder.h"

#include <algorithm>
#include <gtest/gtest.h>

namespace engine::test {

inline Product product(ProductId id, std::int64_t som, std::string name = "Nan") {
  Product p;
  p.id = id;
  p.name = std::move(name);
  p.price = Money::som(som);
  p.category = 1;
  p.attributes = Attributes{.barcodes = {"4780000000007"},
                            .class_code = "01905001001000000",
                            .package_code = "1431970",
                            .unit = 1,
                            .unit_name = "dona",
                            .vat_percent = 12,
                            .owner_type = 0,
                            .marked = false,
                            .weighed = false,
                            .min_age = 0,
                            .commission_inn = {},
                            .commission_pinfl = {}};
  return p;
}

class Desk {
public:
  State state;
  Policy policy;
  Context ctx{Instant{Millis{1'000'000}}, WallTime{1'790'000'000'000}};
  std::vector<Record> journal;     ///< everything ever written, in order
  std::vector<std::int64_t> times; ///< of the rows
  std::vector<Record> records;     ///< of the last step
  std::vector<Effect> effects;     ///< of the last step
  std::optional<Refusal> refused;
  std::map<TimerKind, Instant> timers;

  Desk() {
    policy.kiosk_id = "nukus-01";
    policy.shop_configured = true;
    policy.staff_offered = true;
    policy.hash_salt = "salt";
    policy.location = GeoPoint{42'460'000, 59'610'000};
    policy.districts = {{"Orayı", {42'460'000, 59'616'600}}};
    all_well();
  }

  void all_well() {
    StoreStatus store;
    store.health = Health::ok;
    store.logged_in = store.orders_open = true;
    PrinterStatus printer;
    printer.health = Health::ok;
    printer.online = true;
    FiscalStatus fiscal;
    fiscal.health = Health::ok;
    fiscal.reachable = true;
    fiscal.shift_open = fiscal.shift_known = true;
    CashStatus cash;
    cash.health = Health::ok;
    cash.denominations = policy.denominations;
    state.facts.store = store;
    state.facts.printer = printer;
    state.facts.fiscal = fiscal;
    state.facts.cash = cash;
    state.facts.catalog_size = 10;
    state.background.validator_ready = true;
  }

  Desk& on(const Event& event) {
    const auto notes_before = state.ledger.notes.size();
    auto result = step(std::move(state), event, ctx, policy);
    state = std::move(result.state);
    records = std::move(result.records);
    effects = std::move(result.effects);
    refused = std::move(result.refused);
    if (refused) {
      EXPECT_TRUE(records.empty() && effects.empty()) << "a refusal changes nothing";
      EXPECT_EQ(state.ledger.notes.size(), notes_before);
    }
    for (const auto& r : records) {
      journal.push_back(r);
      times.push_back(ctx.wall.unix_ms);
    }
    for (const auto& e : effects) {
      if (const auto* start = std::get_if<effect::StartTimer>(&e)) timers[start->timer] = ctx.now + start->delay;
      if (const auto* stop = std::get_if<effect::StopTimer>(&e)) timers.erase(stop->timer);
    }
    check_intents();
    return *this;
  }

  Desk& ask(Intent intent, std::optional<Product> p = {}, std::optional<ScannedCode> code = {}) {
    return on(event::Asked{std::move(intent), std::move(p), std::move(code)});
  }
  Desk& cash(CashEvent e) { return on(event::CashHappened{e}); }
  /// Lets a timer come due, at its time.
  Desk& fire(TimerKind kind) {
    const auto it = timers.find(kind);
    EXPECT_TRUE(it != timers.end()) << "no such timer runs";
    if (it == timers.end()) return *this;
    if (it->second > ctx.now) pass(it->second - ctx.now);
    timers.erase(kind);
    return on(event::TimerFired{kind});
  }
  Desk& pass(Millis time) {
    ctx.now += time;
    ctx.wall.unix_ms += time.count();
    return *this;
  }

  template <class E> const E* effect() const {
    for (const auto& e : effects)
      if (const auto* found = std::get_if<E>(&e)) return found;
    return nullptr;
  }
  /// Lets the background work until it asks the world for an E; nothing when it never does.
  template <class E> const E* behind() {
    for (int i = 0; i < 40 && !effect<E>() && timers.contains(TimerKind::background); ++i) fire(TimerKind::background);
    return effect<E>();
  }
  template <class R> std::vector<R> written() const {
    std::vector<R> found;
    for (const auto& r : journal)
      if (const auto* one = std::get_if<R>(&r)) found.push_back(*one);
    return found;
  }
  View view() const { return make_view(state, ctx, policy); }
  template <class S> const S* at() const { return std::get_if<S>(&state.stage); }

  /// A ledger folded from the journal's rows as text: what a restart would see.
  Ledger refolded() const {
    Ledger ledger;
    for (std::size_t i = 0; i < journal.size(); ++i) {
      auto row = to_row(journal[i], WallTime{times[i]});
      row.seq = static_cast<std::int64_t>(i) + 1;
      const auto record = from_row(row);
      EXPECT_TRUE(record) << (record ? "" : record.error());
      if (record) apply(ledger, *record, row.at_ms);
    }
    return ledger;
  }
  /// The power goes and comes back: only the journal is left.
  Desk& restart() {
    const auto facts = state.facts;
    State fresh;
    fresh.ledger = refolded();
    fresh.facts = facts;
    state = std::move(fresh);
    timers.clear();
    return on(event::Started{});
  }

  // A purchase up to its payment -------------------------------------------------------------------------------------------
  Desk& to_payment(std::vector<Product> goods) {
    ask(intent::Start{});
    for (const auto& p : goods) ask(intent::AddProduct{p.id}, p);
    ask(intent::Checkout{});
    ask(intent::ChooseDelivery{DeliveryType::pickup, {}});
    ask(intent::DeliveryNext{});
    ask(intent::SubmitReceiver{"Gúlnaz", "Ótegenova", "998612224567", ""});
    EXPECT_TRUE(at<stage::Payment>());
    return *this;
  }
  Desk& prices_stand() {
    const auto* ask_prices = effect<effect::RefreshProducts>();
    EXPECT_TRUE(ask_prices);
    StorePort::FreshProducts fresh;
    for (const auto& line : state.visitor.cart.lines()) {
      Product p;
      p.id = line.product;
      p.name = line.name;
      p.price = line.list_price;
      if (line.unit_price != line.list_price) p.discount_price = line.unit_price;
      fresh.products.push_back(p);
    }
    return on(event::ProductsRefreshed{ask_prices ? ask_prices->ticket : 0, fresh});
  }
  /// Each sale's order has an id of its own: the first one's is "77".
  Desk& order_created(std::string id = {}) {
    const auto* create = effect<effect::CreateOrder>();
    EXPECT_TRUE(create);
    if (!create) return *this;
    if (id.empty()) id = std::to_string(76 + create->sale);
    return on(event::OrderAnswered{create->ticket, create->sale, OrderCreated{std::move(id), "№0000123"}});
  }
  Desk& ordered(Method method, std::vector<Product> goods) {
    to_payment(std::move(goods));
    ask(intent::ChooseMethod{method});
    prices_stand();
    return order_created();
  }
  Desk& card_typed() {
    ask(intent::SubmitCard{});
    const auto* invoice = effect<effect::CreateInvoice>();
    EXPECT_TRUE(invoice);
    if (invoice) on(event::InvoiceAnswered{invoice->ticket, invoice->sale, std::string{"inv-1"}});
    const auto* card = effect<effect::CreateCard>();
    EXPECT_TRUE(card);
    if (card) on(event::CardAnswered{card->ticket, std::string{"6311"}});
    const auto* code = effect<effect::RequestCode>();
    EXPECT_TRUE(code);
    if (code) on(event::CodeAnswered{code->ticket, CodeSent{"99890*****31", Millis{60000}}});
    EXPECT_TRUE(at<stage::CodeEntry>());
    return *this;
  }
  Desk& code_typed_right() {
    ask(intent::SubmitCode{});
    const auto* verify = effect<effect::VerifyCode>();
    EXPECT_TRUE(verify);
    if (verify) on(event::VerifyAnswered{verify->ticket, Done{}});
    EXPECT_TRUE(effect<effect::PayInvoice>());
    return *this;
  }
  Desk& paid() {
    const auto* pay = effect<effect::PayInvoice>();
    EXPECT_TRUE(pay);
    if (!pay) return *this;
    return on(event::PayAnswered{pay->ticket, pay->sale, PaidReceipt{"inv-1"}});
  }
  Desk& note(std::int64_t denomination) {
    cash(NoteInEscrow{denomination});
    EXPECT_TRUE(effect<effect::StackNote>());
    return cash(NoteStacked{denomination, false});
  }
  Desk& registered() {
    const auto* prepare = effect<effect::PrepareFiscal>();
    EXPECT_TRUE(prepare);
    if (!prepare) return *this;
    on(event::FiscalPrepared{prepare->ticket, prepare->sale, FiscalCounters{1, 10, 0, true}});
    const auto* send = effect<effect::RegisterSale>();
    EXPECT_TRUE(send);
    if (!send) return *this;
    FiscalSign sign;
    sign.fiscal_sign = "083306860386";
    sign.qr_url = "https://ofd.soliq.uz/check?t=UZ1&r=1";
    return on(event::FiscalAnswered{send->ticket, send->sale, false, FiscalResult{sign}});
  }
  Desk& printed() {
    const auto* p = effect<effect::PrintSlip>();
    EXPECT_TRUE(p);
    if (!p) return *this;
    return on(event::Printed{p->job, p->sale, p->slip, Done{}});
  }

  // What happens again and again ---------------------------------------------------------------------------------------------
  /// Paid by card, and the customer leaves before the store shows its fiscal receipt.
  Desk& paid_without_receipt() {
    ordered(Method::card, {product(8, 1'000)}).card_typed().code_typed_right().paid();
    while (at<stage::Finishing>() && !effect<effect::PrintSlip>()) {
      if (const auto* find = effect<effect::FindOrders>())
        on(event::OrdersFound{find->ticket, find->sale, find->purpose, std::vector<StoreOrder>{}});
      else fire(TimerKind::store_receipt);
    }
    return printed().ask(intent::Finish{});
  }
  /// The validator swallows a note, restarts and knows of none.
  Desk& lost_note(std::int64_t denomination) { return cash(NoteInEscrow{denomination}).cash(ValidatorPowerUp{}).cash(ValidatorReady{}); }
  /// Somebody with the right PIN.
  Desk& staff_in(const char* role) {
    ask(intent::StaffLogin{});
    const auto* pin = effect<effect::VerifyPin>();
    EXPECT_TRUE(pin);
    return pin ? on(event::PinChecked{pin->ticket, std::pair{std::string{"Aygul"}, std::string{role}}}) : *this;
  }
  /// The store's cart is emptied at once, if it was asked for.
  Desk& cart_emptied() {
    const auto* clear = effect<effect::ClearCart>();
    return clear ? on(event::CartClearAnswered{clear->sale, Done{}}) : *this;
  }
  /// Asked for by staff; the module has told its counters. effect::RegisterRefund, when nothing is against it.
  Desk& refund_asked(const intent::StaffRefund& wish) {
    ask(wish);
    const auto* prepare = effect<effect::PrepareRefund>();
    return prepare ? on(event::RefundPrepared{prepare->ticket, wish, FiscalCounters{1, 11, 0, true}}) : *this;
  }

private:
  template <class R> bool in_step() const {
    return std::any_of(records.begin(), records.end(), [](const auto& r) { return std::holds_alternative<R>(r); });
  }
  template <class E, class R> void expect_intent() const {
    EXPECT_TRUE(!effect<E>() || in_step<R>()) << "an effect without its intent on disk";
  }
  /// Invariant 2: what moves money or goods has its intent among the records of the same step.
  void check_intents() const {
    expect_intent<effect::CreateOrder, record::OrderIntent>();
    expect_intent<effect::PayInvoice, record::PayIntent>();
    expect_intent<effect::StackNote, record::NoteStackIntent>();
    expect_intent<effect::ReturnNote, record::NoteReturnIntent>();
    expect_intent<effect::RegisterSale, record::FiscalIntent>();
    expect_intent<effect::RegisterRefund, record::RefundIntent>();
    expect_intent<effect::PrintSlip, record::PrintIntent>();
    expect_intent<effect::PrintEncashment, record::PrintIntent>();
  }
};

} // namespace engine::test
