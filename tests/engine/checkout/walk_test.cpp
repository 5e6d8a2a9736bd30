// Random walks over the checkout with a small model of the world that keeps the truth: what was stacked, ordered, paid and
// registered. Answers are lost, refused, late or told twice, devices come and go, the power goes at any step. After the faults
// stop everything must resolve, or stand on the staff's list; money is counted exactly once.
#include "tests/engine/checkout/desk.h"

#include <boost/json/serialize.hpp>
#include <boost/json/value_from.hpp>
#include <cstdlib>
#include <random>

namespace engine::test {
namespace {

class Walk {
public:
  explicit Walk(unsigned seed) : random_{seed} {
    d.policy.online_registrar = chance(50) ? Registrar::store : Registrar::module;
    d.policy.overpay = chance(70) ? Overpay::voucher : Overpay::exact;
    d.policy.payment_search_limit = Millis{1'800'000}; // a day takes too many turns
    cash_status();
  }

  void run(int steps) {
    faults_ = true;
    for (int i = 0; i < steps && !::testing::Test::HasFailure(); ++i) one();
    faults_ = false;
    heal();
    check_the_end();
  }

private:
  struct Task {
    std::function<void(int luck)> end; ///< 0 done, 1 refused, 2 unknown and not done, 3 unknown and done, 4 vanished with the process
  };
  struct StoreSale {
    StoreOrder order;
    bool paid = false;
    int tries_unresolved = 0;
  };

  Desk d;
  std::mt19937 random_;
  bool faults_ = false;
  std::vector<Task> pending_;
  std::vector<Event> told_; ///< answers of this process's life, for telling them twice
  // The truth.
  std::map<SaleId, StoreSale> store_;
  std::map<SaleId, int> registered_;  ///< receipts of the module, by sale
  std::map<SaleId, int> refused_pay_; ///< payments that were refused for certain
  std::int64_t sale_count_ = 0;
  std::vector<std::int64_t> cassette_;
  // The validator.
  bool enabled_ = false, up_ = true;
  std::vector<std::int64_t> mask_;
  std::optional<std::int64_t> escrow_;
  enum class Told { nothing, stack, give_back } told_to_ = Told::nothing;
  std::optional<std::int64_t> last_stacked_; ///< since then no other note came

  int below(int n) { return static_cast<int>(random_() % static_cast<unsigned>(n)); }
  bool chance(int percent) { return below(100) < percent; }

  void feed(const Event& event) {
    d.on(event);
    take_effects();
  }
  void tell(const Event& event) {
    told_.push_back(event);
    feed(event);
  }
  void ask(Intent intent, std::optional<Product> p = {}) { feed(event::Asked{std::move(intent), std::move(p), {}}); }

  template <class T> static Outcome<T> failed(int luck) {
    if (luck == 1) return Refused{RefusalClass::service, "1", "no"};
    return Unknown{"no answer"};
  }
  void later(std::function<void(int)> end) { pending_.push_back({std::move(end)}); }

  void take_effects() {
    const auto effects = d.effects;
    for (const auto& any : effects) std::visit([this](const auto& e) { take(e); }, any);
  }
  template <class E> void take(const E&) {}
  void take(const effect::RefreshProducts& e) {
    later([this, e](int luck) {
      if (luck == 4) return;
      StorePort::FreshProducts fresh;
      for (const auto id : e.ids) fresh.products.push_back(product(id, id * 1000));
      if (luck != 0) return tell(event::ProductsRefreshed{e.ticket, failed<StorePort::FreshProducts>(luck)});
      tell(event::ProductsRefreshed{e.ticket, fresh});
    });
  }
  void take(const effect::CreateOrder& e) {
    EXPECT_FALSE(store_.contains(e.sale)) << "create_order twice for one sale";
    later([this, e](int luck) {
      if (luck == 0 || luck == 3 || (luck == 4 && chance(50))) {
        EXPECT_FALSE(store_.contains(e.sale)) << "create_order twice for one sale";
        auto& order = store_[e.sale].order;
        order.id = std::to_string(1000 + e.sale);
        order.order_number = std::to_string(e.sale);
        order.amount = order.total_amount = e.request.amount;
        order.receiver = e.request.receiver;
      }
      if (luck == 0) tell(event::OrderAnswered{e.ticket, e.sale, OrderCreated{std::to_string(1000 + e.sale), std::to_string(e.sale)}});
      else if (luck != 4) tell(event::OrderAnswered{e.ticket, e.sale, failed<OrderCreated>(luck)});
    });
  }
  void take(const effect::FindOrders& e) {
    later([this, e](int luck) {
      if (luck == 4) return;
      if (luck != 0) return tell(event::OrdersFound{e.ticket, e.sale, e.purpose, failed<std::vector<StoreOrder>>(luck)});
      std::vector<StoreOrder> found;
      if (const auto it = store_.find(e.sale); it != store_.end()) {
        found.push_back(it->second.order);
        if (it->second.paid)
          found.back().online_payments.push_back({found.back().amount, !faults_ || chance(50) ? "https://ofd.soliq.uz/epi?t=1" : "", ""});
      }
      tell(event::OrdersFound{e.ticket, e.sale, e.purpose, found});
    });
  }
  void take(const effect::WatchOrders& e) {
    later([this, e](int luck) {
      if (luck == 4) return;
      if (luck != 0) return tell(event::OrdersWatched{e.ticket, failed<std::vector<StoreOrder>>(luck)});
      std::vector<StoreOrder> found;
      for (const auto& [sale, known] : store_) {
        found.push_back(known.order);
        if (known.paid)
          found.back().online_payments.push_back({known.order.amount, !faults_ || chance(50) ? "https://ofd.soliq.uz/epi?t=1" : "", ""});
      }
      tell(event::OrdersWatched{e.ticket, found});
    });
  }
  void take(const effect::CreateInvoice& e) {
    later([this, e](int luck) {
      if (luck == 4) return;
      if (luck != 0) return tell(event::InvoiceAnswered{e.ticket, e.sale, failed<std::string>(luck)});
      tell(event::InvoiceAnswered{e.ticket, e.sale, "inv-" + std::to_string(e.sale)});
    });
  }
  void take(const effect::CreateCard& e) {
    later([this, e](int luck) {
      if (luck == 4) return;
      if (luck != 0) return tell(event::CardAnswered{e.ticket, failed<std::string>(luck)});
      tell(event::CardAnswered{e.ticket, std::string{"6311"}});
    });
  }
  void take(const effect::RequestCode& e) {
    later([this, e](int luck) {
      if (luck == 4) return;
      if (luck != 0) return tell(event::CodeAnswered{e.ticket, failed<CodeSent>(luck)});
      tell(event::CodeAnswered{e.ticket, CodeSent{"99890*****31", Millis{60000}}});
    });
  }
  void take(const effect::VerifyCode& e) {
    later([this, e](int luck) {
      if (luck == 4) return;
      if (luck != 0) return tell(event::VerifyAnswered{e.ticket, failed<Done>(luck)});
      tell(event::VerifyAnswered{e.ticket, Done{}});
    });
  }
  void take(const effect::PayInvoice& e) {
    std::size_t intents = 0;
    for (const auto& intent : d.written<record::PayIntent>()) intents += intent.sale == e.sale;
    EXPECT_EQ(static_cast<int>(intents), refused_pay_[e.sale] + 1) << "a second payment without a definite refusal between";
    later([this, e](int luck) {
      if (luck == 0 || luck == 3 || (luck == 4 && chance(50))) {
        EXPECT_FALSE(store_[e.sale].paid) << "paid twice";
        store_[e.sale].paid = true;
      }
      if (luck == 1) ++refused_pay_[e.sale];
      if (luck == 0) tell(event::PayAnswered{e.ticket, e.sale, PaidReceipt{"inv"}});
      else if (luck != 4) tell(event::PayAnswered{e.ticket, e.sale, failed<PaidReceipt>(luck)});
    });
  }
  void take(const effect::ClearCart& e) {
    later([this, e](int luck) {
      if (luck == 4) return;
      if (luck != 0) return tell(event::CartClearAnswered{e.sale, failed<Done>(luck)});
      tell(event::CartClearAnswered{e.sale, Done{}});
    });
  }
  FiscalSign sign() const {
    FiscalSign s;
    s.fiscal_sign = "083306860386";
    s.receipt_count = sale_count_;
    s.qr_url = "https://ofd.soliq.uz/check?t=UZ1";
    return s;
  }
  void take(const effect::PrepareFiscal& e) {
    later([this, e](int luck) {
      if (luck == 4) return;
      if (luck != 0) return tell(event::FiscalPrepared{e.ticket, e.sale, failed<FiscalCounters>(luck)});
      tell(event::FiscalPrepared{e.ticket, e.sale, FiscalCounters{1, sale_count_, 0, true}});
    });
  }
  void take(const effect::RegisterSale& e) {
    later([this, e](int luck) {
      if (luck == 0 || luck == 3 || (luck == 4 && chance(50))) {
        ++sale_count_;
        EXPECT_EQ(++registered_[e.sale], 1) << "registered twice";
      }
      if (luck == 0) tell(event::FiscalAnswered{e.ticket, e.sale, false, FiscalResult{sign()}});
      else if (luck != 4) tell(event::FiscalAnswered{e.ticket, e.sale, false, failed<FiscalResult>(luck)});
    });
  }
  /// Edition 2023: nothing but the counters tells.
  void take(const effect::FindSale& e) {
    later([this, e](int luck) {
      if (luck == 4) return;
      if (luck != 0) return tell(event::FiscalAnswered{e.ticket, e.sale, true, failed<FiscalResult>(luck)});
      if (sale_count_ > e.before.sale_count) return tell(event::FiscalAnswered{e.ticket, e.sale, true, FiscalResult{}});
      tell(event::FiscalAnswered{e.ticket, e.sale, true, Refused{RefusalClass::not_found, "", "not registered"}});
    });
  }
  void take(const effect::PrintSlip& e) {
    later([this, e](int luck) {
      if (luck == 4) return;
      if (luck != 0) return tell(event::Printed{e.job, e.sale, e.slip, failed<Done>(luck)});
      tell(event::Printed{e.job, e.sale, e.slip, Done{}});
    });
  }
  void take(const effect::EnableCash& e) {
    enabled_ = true;
    mask_ = e.denominations;
  }
  void take(const effect::DisableCash&) {
    enabled_ = false;
    if (escrow_ && told_to_ == Told::nothing) told_to_ = Told::give_back;
  }
  void take(const effect::StackNote&) {
    if (escrow_ && up_) told_to_ = Told::stack;
  }
  void take(const effect::ReturnNote&) {
    if (escrow_ && up_) told_to_ = Told::give_back;
  }

  // The validator ---------------------------------------------------------------------------------------------------------

  void cash_status() {
    auto status = d.state.facts.cash;
    status.health = up_ ? Health::ok : Health::failed;
    status.accepting = enabled_ && up_;
    status.settled = up_ && !escrow_;
    if (!(status == d.state.facts.cash)) feed(event::CashChanged{status});
  }
  void insert() {
    if (!up_ || !enabled_ || escrow_ || mask_.empty()) return;
    escrow_ = mask_[static_cast<std::size_t>(below(static_cast<int>(mask_.size())))];
    told_to_ = Told::nothing;
    last_stacked_.reset();
    cash_status();
    feed(event::CashHappened{NoteInEscrow{*escrow_}});
    cash_status();
  }
  void stacked(bool recovered) {
    const auto note = *std::exchange(escrow_, std::nullopt);
    told_to_ = Told::nothing;
    cassette_.push_back(note);
    last_stacked_ = note;
    feed(event::CashHappened{NoteStacked{note, recovered}});
    cash_status();
  }
  void returned() {
    const auto note = *std::exchange(escrow_, std::nullopt);
    told_to_ = Told::nothing;
    feed(event::CashHappened{NoteReturned{note}});
    cash_status();
  }
  void validator_moves() {
    if (!up_) return;
    if (escrow_ && told_to_ == Told::stack) return faults_ && chance(10) ? returned() : stacked(false);
    if (escrow_ && told_to_ == Told::give_back) return faults_ && chance(3) ? stacked(false) : returned();
    if (!escrow_ && last_stacked_ && faults_ && chance(20)) feed(event::CashHappened{NoteStacked{*last_stacked_, true}});
  }
  /// The validator gets power, or a new connection: it tells which note it held, then that it is ready.
  void validator_restarts() {
    using Note = ValidatorPowerUp::Note;
    up_ = true;
    if (!escrow_) {
      feed(event::CashHappened{ValidatorPowerUp{Note::none}});
      if (last_stacked_ && chance(30)) feed(event::CashHappened{NoteStacked{*last_stacked_, true}});
    } else if (told_to_ == Told::stack && chance(40)) {
      feed(event::CashHappened{ValidatorPowerUp{Note::in_stacker}});
      stacked(true);
    } else if (told_to_ == Told::stack && chance(40)) { // in the cassette, and never a word of it
      feed(event::CashHappened{ValidatorPowerUp{Note::none}});
      cassette_.push_back(*escrow_);
      last_stacked_.reset();
      escrow_.reset();
      told_to_ = Told::nothing;
    } else {
      feed(event::CashHappened{ValidatorPowerUp{Note::in_validator}});
      if (chance(50)) returned();
      escrow_.reset();
      told_to_ = Told::nothing;
    }
    feed(event::CashHappened{ValidatorReady{}});
    cash_status();
  }

  // One step ----------------------------------------------------------------------------------------------------------------

  void customer() {
    if (d.state.question && chance(60)) return ask(intent::Answer{chance(60)});
    switch (d.view().stage) {
    case StageKind::attract: return ask(intent::AddProduct{42}, product(42, 42'000));
    case StageKind::shopping: return ask(intent::Checkout{});
    case StageKind::delivery: ask(intent::ChooseDelivery{DeliveryType::pickup, {}}); return ask(intent::DeliveryNext{});
    case StageKind::receiver: return ask(intent::SubmitReceiver{"Gulnaz", "Otegenova", "998612224567", ""});
    case StageKind::payment: return ask(intent::ChooseMethod{static_cast<Method>(below(3))});
    case StageKind::price_changes: return ask(intent::AcceptPriceChanges{});
    case StageKind::card: return ask(intent::SubmitCard{});
    case StageKind::sms: return chance(80) ? ask(intent::SubmitCode{}) : ask(intent::ResendCode{});
    case StageKind::cash: return chance(70) ? insert() : ask(intent::AcceptOverpay{});
    case StageKind::ordering:
    case StageKind::processing: return;
    case StageKind::done:
    case StageKind::failed: return ask(intent::Finish{});
    }
  }
  void whim() {
    switch (below(6)) {
    case 0: return ask(intent::Back{});
    case 1: return ask(intent::Cancel{});
    case 2: return ask(intent::IdleEnded{});
    case 3: return ask(intent::ReturnNote{});
    case 4: return ask(intent::Finish{});
    default: return ask(intent::ChooseMethod{static_cast<Method>(below(3))});
    }
  }
  void answer() {
    if (pending_.empty()) return;
    const auto at = static_cast<std::size_t>(faults_ ? below(static_cast<int>(pending_.size())) : 0);
    const auto task = pending_[at];
    pending_.erase(pending_.begin() + static_cast<std::ptrdiff_t>(at));
    task.end(!faults_ || chance(65) ? 0 : 1 + below(3));
  }
  void fire() {
    if (d.timers.empty()) return;
    auto next = d.timers.begin();
    for (auto it = d.timers.begin(); it != d.timers.end(); ++it)
      if (it->second < next->second) next = it;
    d.fire(next->first);
    take_effects();
  }
  void power_cut() {
    for (auto& task : std::exchange(pending_, {})) task.end(4);
    told_.clear();
    const auto before = d.state.ledger;
    d.restart();
    compare(before, d.state.ledger);
    take_effects();
    enabled_ = false;
    if (chance(70)) validator_restarts();
    else up_ = false;
  }
  void a_device() {
    auto f = d.state.facts.fiscal;
    auto p = d.state.facts.printer;
    switch (below(3)) {
    case 0: f.reachable = !f.reachable; return feed(event::FiscalChanged{f});
    case 1: p.online = !p.online; return feed(event::PrinterChanged{p});
    default:
      if (!up_) return validator_restarts();
      if (chance(50)) return validator_restarts();
      up_ = false;
      return cash_status();
    }
  }
  void one() {
    const int dice = below(100);
    if (dice < 40) customer();
    else if (dice < 65) answer();
    else if (dice < 78) validator_moves();
    else if (dice < 86) fire();
    else if (dice < 91) whim();
    else if (dice < 94 && !told_.empty()) feed(Event{told_[static_cast<std::size_t>(below(static_cast<int>(told_.size())))]});
    else if (dice < 97) a_device();
    else if (dice < 99) power_cut();
  }

  // The end -------------------------------------------------------------------------------------------------------------------

  void heal() {
    if (!up_) validator_restarts();
    auto f = d.state.facts.fiscal;
    f.reachable = true;
    feed(event::FiscalChanged{f});
    auto p = d.state.facts.printer;
    p.online = true;
    feed(event::PrinterChanged{p});
    for (int i = 0; i < 3000; ++i) {
      if (d.at<stage::Failed>() || d.at<stage::Done>()) ask(intent::Finish{});
      else if (!d.at<stage::Attract>()) ask(intent::IdleEnded{}); // refused while money moves
      validator_moves();
      while (!pending_.empty()) answer();
      const bool background_only = d.timers.size() == 1 && d.timers.contains(TimerKind::background);
      if (d.at<stage::Attract>() && (d.timers.empty() || (background_only && !anything_open()))) return;
      fire();
    }
    ADD_FAILURE() << "it does not come to rest at stage " << d.state.stage.index() << ", background sale " << d.state.background.sale
                  << ", timers " << d.timers.size();
    for (const auto& [id, e] : d.state.ledger.sales)
      ADD_FAILURE_AT("sale", static_cast<int>(id))
          << "closed " << e.closed << " order " << static_cast<int>(e.order) << " card " << static_cast<int>(e.card) << " method "
          << static_cast<int>(e.intent.method) << " fiscal " << static_cast<int>(e.fiscal.state) << " due "
          << d.state.background.not_before.contains(id) << " trouble " << e.fiscal.trouble;
  }
  bool anything_open() const {
    for (const auto& [id, e] : d.state.ledger.sales)
      if (!e.closed || e.order == OrderState::intended || e.order == OrderState::unknown || e.card == PayState::intended ||
          e.card == PayState::unknown || e.registration_unknown() ||
          (e.paid() && e.intent.registrar == Registrar::module && e.fiscal.state != RegistrationState::registered &&
           e.fiscal.state != RegistrationState::unresolved))
        return true;
    return false;
  }

  static void compare(const Ledger& was, const Ledger& now) {
    EXPECT_EQ(was.sales.size(), now.sales.size());
    EXPECT_EQ(was.open_note_id, now.open_note_id);
    EXPECT_EQ(was.odd_notes, now.odd_notes);
    EXPECT_EQ(was.unsettled, now.unsettled);
    EXPECT_EQ(was.unasked, now.unasked);
    EXPECT_EQ(was.unfinished, now.unfinished);
    EXPECT_EQ(was.sold_labels, now.sold_labels);
    EXPECT_EQ(was.last_fiscal_number, now.last_fiscal_number);
    for (const auto& [id, a] : was.sales) {
      const auto* b = now.find(id);
      ASSERT_TRUE(b);
      EXPECT_EQ(a.order, b->order);
      EXPECT_EQ(a.order_id, b->order_id);
      EXPECT_EQ(a.card, b->card);
      EXPECT_EQ(a.inserted, b->inserted);
      EXPECT_EQ(a.fiscal.state, b->fiscal.state);
      EXPECT_EQ(a.store_qr, b->store_qr);
      EXPECT_EQ(a.abandoned, b->abandoned);
      EXPECT_EQ(a.voucher, b->voucher);
      EXPECT_EQ(a.claim, b->claim);
      EXPECT_EQ(boost::json::serialize(boost::json::value_from(a.intent)), boost::json::serialize(boost::json::value_from(b->intent)));
    }
  }

  bool listed(SaleId sale) const {
    for (const auto& item : open_items(d.state.ledger, 0))
      if (item.sale == sale) return true;
    return false;
  }

  void check_the_end() {
    const auto& l = d.state.ledger;
    compare(l, d.refolded());

    // Every note counts once: as credit, as an orphan, or as unknown.
    Money in_cassette, credited, orphans, doubtful;
    for (const auto note : cassette_) in_cassette += Money::som(note);
    for (const auto& [id, note] : l.notes) {
      if (note.state == NoteState::stacked) credited += note.amount();
      if (note.state == NoteState::orphan) orphans += note.amount();
      if (note.state == NoteState::unknown) doubtful += note.amount();
      EXPECT_FALSE(note.open()) << "note " << id;
    }
    EXPECT_LE(credited + orphans, in_cassette) << "more credited than stacked";
    EXPECT_GE(credited + orphans + doubtful, in_cassette) << "a stacked note is lost";
    Money inserted, vouchers, claims, used;
    for (const auto& [number, payout] : l.payouts) (payout.kind == PayoutKind::voucher ? vouchers : claims) += payout.amount;
    for (const auto& [id, e] : l.sales) {
      inserted += e.inserted;
      if (e.intent.method == Method::cash && e.paid()) used += e.to_pay();
    }
    EXPECT_EQ(inserted, credited);
    EXPECT_EQ(used + vouchers + claims, credited) << "credit that is neither goods nor voucher nor claim";

    for (const auto& [id, e] : l.sales) {
      const auto it = store_.find(id);
      EXPECT_TRUE(e.closed) << id;
      const bool ordered = it != store_.end();
      if (e.order == OrderState::created) {
        EXPECT_TRUE(ordered) << id;
      }
      if (ordered && e.order != OrderState::created) {
        EXPECT_TRUE(listed(id)) << id;
      }
      const bool paid = ordered && it->second.paid;
      if (e.card == PayState::paid) {
        EXPECT_TRUE(paid) << id;
      }
      if (paid && e.card != PayState::paid) {
        EXPECT_TRUE(listed(id)) << id;
      }
      const auto receipts = registered_.contains(id) ? registered_.at(id) : 0;
      EXPECT_LE(receipts, 1) << id;
      if (e.fiscal.state == RegistrationState::registered) {
        EXPECT_EQ(receipts, 1) << "sale " << id << " is believed registered";
      }
      if (receipts == 1 && e.fiscal.state != RegistrationState::registered) {
        EXPECT_TRUE(listed(id)) << id;
      }
      if (e.paid() && e.intent.registrar == Registrar::module && receipts == 0) {
        EXPECT_TRUE(listed(id)) << id;
      }
      if (!e.paid()) {
        EXPECT_EQ(receipts, 0) << "registered and not paid: " << id;
      }
    }
  }
};

void walk(unsigned seed, int steps) {
  SCOPED_TRACE(::testing::Message() << "seed " << seed << ", " << steps << " steps");
  Walk{seed}.run(steps);
}

/// CHECKOUT_WALKS=n walks n seeds, from CHECKOUT_SEED on, instead of the quick slice.
TEST(CheckoutWalk, MoneyIsCountedOnceWhateverHappens) {
  const char* many = std::getenv("CHECKOUT_WALKS");
  const char* first = std::getenv("CHECKOUT_SEED");
  const auto begin = first ? static_cast<unsigned>(std::strtoul(first, nullptr, 10)) : 1u;
  const auto count = many ? static_cast<unsigned>(std::strtoul(many, nullptr, 10)) : 40u;
  for (unsigned seed = begin; seed < begin + count && !::testing::Test::HasFailure(); ++seed) walk(seed, 250);
}

} // namespace
} // namespace engine::test
