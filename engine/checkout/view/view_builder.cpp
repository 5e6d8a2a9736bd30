// The view: a projection of the state, made after each step. A decision that step() makes too is made by the same function.
#include "engine/checkout/view/view_builder.h"

#include "engine/base/local_time.h"
#include "engine/checkout/stepper.h"
#include "engine/fiscal/fiscal_address.h"
#include "engine/payment/cash_rules.h"
#include "engine/payment/delivery_fee.h"

#include <algorithm>

namespace engine {
namespace {

using namespace stage;

StageKind kind_of(const Stage& any, const Policy& policy) {
  return std::visit(
      overloaded{[](const Attract&) { return StageKind::attract; }, [](const Shopping&) { return StageKind::shopping; },
                 [](const Delivery&) { return StageKind::delivery; }, [](const stage::Receiver&) { return StageKind::receiver; },
                 [](const Payment&) { return StageKind::payment; }, [](const Pricing&) { return StageKind::ordering; },
                 [](const PriceChanges&) { return StageKind::price_changes; }, [](const Ordering&) { return StageKind::ordering; },
                 [](const stage::OrderSearch&) { return StageKind::ordering; }, [](const DueSearch&) { return StageKind::ordering; },
                 [](const CardEntry&) { return StageKind::card; }, [](const CodeEntry&) { return StageKind::sms; },
                 [](const Paying&) { return StageKind::processing; },
                 // The first look behind an answer that was lost is not worth a change of the screen.
                 [&](const PaymentSearch& x) { return x.wait > policy.first_retry ? StageKind::failed : StageKind::processing; },
                 [](const Cash&) { return StageKind::cash; }, [](const Finishing&) { return StageKind::processing; },
                 [](const stage::Done&) { return StageKind::done; }, [](const Failed&) { return StageKind::failed; }},
      any);
}

class Builder {
public:
  Builder(const State& state, const Context& context, const Policy& rules) : s{state}, ctx{context}, policy{rules} {}

  View build() {
    v.stage = kind_of(s.stage, policy);
    v.language = s.visitor.language;
    v.language_chosen = s.visitor.language_chosen;
    devices();
    shopping();
    std::visit([this](const auto& stage) { at(stage); }, s.stage);
    v.question = s.question;
    v.toast = s.toast;
    v.order_status = s.order_status;
    staff();
    return std::move(v);
  }

private:
  const State& s;
  const Context& ctx;
  const Policy& policy;
  View v;

  void devices() {
    const auto& f = s.facts;
    v.devices = {.store = f.store,
                 .printer = f.printer,
                 .fiscal = f.fiscal,
                 .cash = f.cash,
                 .scanner = f.scanner,
                 .store_since_ms = f.store_since_ms,
                 .printer_since_ms = f.printer_since_ms,
                 .fiscal_since_ms = f.fiscal_since_ms,
                 .cash_since_ms = f.cash_since_ms,
                 .scanner_since_ms = f.scanner_since_ms,
                 .queue = {},
                 .queue_length = 0,
                 .catalog_size = f.catalog_size,
                 .catalog_synced_ms = f.catalog_synced_ms};
    // Rules R29: without the store there is browsing only; without a catalogue there is not even that.
    v.out_of_service = s.journal_failed || f.catalog_size == 0;
    // A fault of the program is not called a fault of the disk.
    v.stop = s.step_failed ? StopKind::program : s.journal_failed ? StopKind::journal_write : StopKind::none;
  }

  void shopping() {
    const auto& c = s.visitor.cart;
    v.cart = c;
    v.goods_list_total = c.list_total();
    v.discount = c.list_total() - c.total();
    v.delivery_fee = detail::delivery_fee_of(s, policy);
    v.total = c.total() + v.delivery_fee;
    v.methods = detail::methods_of(s, policy);
    v.suggested = s.visitor.suggested;
    v.delivery.type = s.visitor.delivery;
    v.delivery.district = s.visitor.district;
    v.delivery.courier = detail::courier_obstacle(s, policy);
    v.delivery.minimum = s.facts.delivery_terms ? s.facts.delivery_terms->min_amount : Money{};
    for (const auto& district : policy.districts) {
      const auto quote = quote_delivery(s.facts.delivery_terms, policy.location, district.point);
      v.delivery.districts.push_back({district.name, quote ? quote->metres : 0, quote ? quote->fee : Money{}});
    }
    v.receiver = s.visitor.receiver;
    if (s.customer && s.visitor.signed_in)
      v.customer = CustomerView{s.customer->first_name, s.customer->cashback_balance, s.visitor.use_cashback};
    v.sign_in = s.visitor.sign_in;
    v.min_age = c.min_age();
    v.age_waiting = c.min_age() > 0 && !s.visitor.age_approved;
    v.staff_called = s.visitor.staff_called;
    v.idle_question_allowed = false;
    v.can_go_back = false;
  }

  void before_order() { v.idle_question_allowed = v.can_go_back = true; }

  const SaleEntry& sale(SaleId id) {
    const auto& entry = s.ledger.sale(id);
    v.sale = id;
    v.order_number = entry.order_number.empty() ? entry.order_id : entry.order_number; // the number that the slip has
    v.total = entry.to_pay();
    v.done.method = entry.kept_for_later ? Method::later : entry.intent.method; // a kept order was not paid, whichever method was begun
    v.done.card_last_four = entry.last_four;
    return entry;
  }

  void work(WorkKind kind, WorkState state) { v.work.push_back({kind, state}); }

  void at(const Attract&) {}
  void at(const Shopping&) { before_order(); }
  void at(const Delivery&) { before_order(); }
  void at(const stage::Receiver&) { before_order(); }
  void at(const Payment&) { before_order(); }
  void at(const PriceChanges& x) {
    before_order();
    v.price_changes = x.changes;
  }
  void at(const Pricing& x) {
    v.done.method = x.method;
    v.can_go_back = true;
    work(WorkKind::prices, WorkState::running);
    work(WorkKind::order, WorkState::waiting);
  }
  void at(const Ordering& x) {
    sale(x.sale);
    work(WorkKind::prices, WorkState::done);
    work(WorkKind::order, WorkState::running);
  }
  void at(const stage::OrderSearch& x) {
    sale(x.sale);
    work(WorkKind::prices, WorkState::done);
    work(WorkKind::order, WorkState::failed);
    work(WorkKind::order_search, WorkState::running);
  }
  void at(const DueSearch& x) {
    sale(x.sale);
    work(WorkKind::prices, WorkState::done);
    work(WorkKind::order, WorkState::done);
    work(WorkKind::due, WorkState::running);
  }
  void at(const CardEntry& x) {
    sale(x.sale);
    v.card.busy = x.busy != CardEntry::Busy::no;
    v.card.message = x.message;
    v.card.server_text = x.server_text;
    v.can_go_back = v.idle_question_allowed = !v.card.busy;
  }
  void at(const CodeEntry& x) {
    sale(x.sale);
    v.card.busy = x.busy != CodeEntry::Busy::no;
    v.card.message = x.message;
    v.card.server_text = x.server_text;
    v.card.phone = x.phone;
    v.card.resend_at = x.resend_at;
    v.card.resend_wait = x.wait;
    v.can_go_back = v.idle_question_allowed = !v.card.busy;
  }
  void at(const Paying& x) {
    sale(x.sale);
    work(WorkKind::order, WorkState::done);
    work(WorkKind::payment, WorkState::running);
  }
  void at(const PaymentSearch& x) {
    const auto& entry = sale(x.sale);
    work(WorkKind::order, WorkState::done);
    work(WorkKind::payment, WorkState::failed);
    work(WorkKind::payment_search, WorkState::running);
    v.failed.kind = FailureKind::payment_unknown;
    v.failed.at_stake = entry.to_pay();
    v.failed.next_ask = x.next;
    v.failed.ask_wait = x.wait;
  }
  void at(const Cash& x) {
    const auto& entry = sale(x.sale);
    auto& c = v.cash;
    c.due = entry.to_pay();
    c.inserted = entry.inserted;
    c.left = std::max(Money{}, c.due - c.inserted);
    c.vouchers = policy.overpay == Overpay::voucher;
    c.accepted = accepted_notes(policy.denominations, s.facts.cash.denominations, policy.overpay, c.left);
    for (const auto id : entry.notes) c.notes.push_back(s.ledger.notes.at(id).denomination);
    const auto* open = s.ledger.open_note();
    if (open && open->sale == x.sale && open->state == NoteState::stack_intended) c.checking = open->denomination;
    if (x.overpay)
      c.overpay = CashView::Overpay{x.overpay->denomination, x.overpay->voucher, x.overpay->answer_by, policy.overpay_question};
    c.message = x.message;
    c.closing = x.closing != Cash::Closing::no;
    v.can_go_back = !c.closing;
    v.idle_question_allowed = !c.closing && entry.inserted.is_zero() && !open;
  }
  void at(const Finishing& x) {
    const auto& entry = sale(x.sale);
    work(WorkKind::order, WorkState::done);
    if (!entry.paid()) return work(WorkKind::print, WorkState::running);
    work(WorkKind::payment, WorkState::done);
    if (entry.intent.registrar == Registrar::module) work(WorkKind::fiscal, fiscal_work(x, entry));
    if (entry.intent.registrar == Registrar::store)
      work(WorkKind::store_receipt, !entry.store_qr.empty()                    ? WorkState::done
                                    : x.part == Finishing::Part::store_receipt ? WorkState::running
                                                                               : WorkState::later);
    work(WorkKind::print, x.part == Finishing::Part::print ? WorkState::running : WorkState::waiting);
  }
  static WorkState fiscal_work(const Finishing& x, const SaleEntry& entry) {
    if (entry.fiscal.state == RegistrationState::registered) return WorkState::done;
    return x.part == Finishing::Part::print ? WorkState::later : WorkState::running;
  }

  PayoutView payout(const SaleEntry& entry, const std::string& number, SlipKind slip) const {
    const auto it = s.ledger.payouts.find(number);
    return {number, it == s.ledger.payouts.end() ? Money{} : it->second.amount, entry.printed.contains(slip)};
  }

  /// The fiscal QR as it may be shown. Rows that an earlier version wrote are checked as well.
  std::string qr_of(const SaleEntry& e) const {
    const auto& told = e.intent.registrar != Registrar::store && e.fiscal.sign ? e.fiscal.sign->qr_url : e.store_qr;
    return shown_fiscal_address(told, policy.fiscal_qr_hosts);
  }
  static bool address_told(const SaleEntry& e) {
    return e.refused_address || !e.store_qr.empty() || (e.fiscal.sign && !e.fiscal.sign->qr_url.empty());
  }

  static PrintState print_state(const SaleEntry& e, SlipKind slip) {
    if (e.printed.contains(slip)) return PrintState::printed;
    if (e.print_open) return PrintState::running;
    return e.print_failed ? PrintState::failed : PrintState::none;
  }

  void at(const stage::Done& x) {
    const auto& e = sale(x.sale);
    auto& d = v.done;
    d.paid = e.to_pay();
    d.qr_url = qr_of(e);
    const bool foreign = d.qr_url.empty() && address_told(e); // the sale is registered, and its address may not be shown
    if (e.paid() && e.intent.registrar == Registrar::store)
      d.fiscal = foreign ? FiscalState::registered_no_sign : e.store_qr.empty() ? FiscalState::store_pending : FiscalState::store_ready;
    if (e.paid() && e.intent.registrar == Registrar::module)
      d.fiscal = e.fiscal.state != RegistrationState::registered ? FiscalState::queued
                 : e.fiscal.sign && !foreign                     ? FiscalState::registered
                                                                 : FiscalState::registered_no_sign;
    d.print = print_state(e, e.paid() ? SlipKind::receipt : SlipKind::later);
    if (e.voucher) d.voucher = payout(e, *e.voucher, SlipKind::voucher);
    for (const auto& line : e.intent.lines) {
      const bool hand = line.kind == LineKind::in_hand;
      (hand ? d.in_hand : d.to_collect).push_back(line.name);
      (hand ? d.in_hand_pieces : d.to_collect_pieces) += line.weighed() ? 1 : line.quantity.in_thousandths() / 1000;
    }
    d.delivery = e.intent.delivery;
    if (x.closes_at != Instant::max()) d.closes_at = x.closes_at;
    d.whole = policy.done_closes;
  }

  static Money at_stake(FailureKind kind, const SaleEntry& e) {
    const bool internal = kind == FailureKind::internal;
    if (kind == FailureKind::cash_claim || (internal && traits(e.intent.method).claim_can_follow)) return e.inserted;
    const bool never_asked_for = e.card == PayState::none || e.card == PayState::refused;
    return internal && never_asked_for ? Money{} : e.to_pay();
  }

  void at(const Failed& x) {
    auto& f = v.failed;
    f.kind = x.kind;
    f.server_text = x.server_text;
    f.can_retry_payment = x.can_retry_payment;
    f.next_ask = x.next_ask;
    f.ask_wait = x.ask_wait;
    if (x.closes_at != Instant::max()) f.closes_at = x.closes_at;
    v.can_go_back = x.can_retry_payment;
    if (!x.sale) return;
    const auto& e = sale(x.sale);
    const auto lost = lost_notes(s.ledger, x.sale);
    f.unknown_note = lost.unknown;
    f.kept_note = lost.kept;
    f.at_stake = at_stake(x.kind, e);
    if (x.kind == FailureKind::note_unknown) f.at_stake = lost.sum(); // zero when the note came back after all
    if (e.claim) {
      f.claim = payout(e, *e.claim, SlipKind::claim);
      f.print = print_state(e, SlipKind::claim);
    }
  }

  SaleSummary summary(const SaleEntry& e) const {
    SaleSummary out;
    out.sale = e.id();
    out.at_ms = e.at_ms;
    out.order_id = e.order_id;
    out.order_number = e.order_number;
    out.method = e.intent.method;
    out.total = e.to_pay();
    out.registered_here = e.fiscal.state == RegistrationState::registered && e.fiscal.sign.has_value();
    out.qr_url = qr_of(e);
    for (const auto& refund : e.refunds)
      if (refund.registration.state == RegistrationState::registered)
        out.refunds.push_back({refund.intent.number, refund.intent.refund.received_cash + refund.intent.refund.received_card});
    if (!e.fiscal_receipt) return out;
    for (std::size_t i = 0; i < e.fiscal_receipt->lines.size(); ++i) {
      const auto& line = e.fiscal_receipt->lines[i];
      Quantity refunded;
      auto labels = line.labels;
      for (const auto& refund : e.refunds) {
        if (refund.registration.state == RegistrationState::refused) continue;
        for (std::size_t part = 0; part < refund.intent.lines.size(); ++part) {
          if (refund.intent.lines[part].first != static_cast<std::int64_t>(i)) continue;
          refunded = refunded + refund.intent.lines[part].second;
          if (part < refund.intent.refund.lines.size())
            for (const auto& label : refund.intent.refund.lines[part].labels) std::erase(labels, label);
        }
      }
      out.lines.push_back({line.name, line.amount, refunded, line.paid(), std::move(labels)});
    }
    return out;
  }

  /// A sale that is long over: its lines are in the journal only, and its refund is made in the back office.
  static SaleSummary summary(SaleId id, const PastSale& e) {
    SaleSummary out;
    out.sale = id;
    out.at_ms = e.at_ms;
    out.order_id = e.order_id;
    out.order_number = e.order_number;
    out.method = e.method;
    out.total = e.amount;
    return out;
  }

  void staff() {
    const auto& st = s.staff;
    auto& w = v.staff;
    w.offered = policy.staff_offered;
    w.logged_in = st.logged_in;
    w.busy = st.busy;
    w.name = st.name;
    w.role = st.role;
    w.pin_wrong = st.pin_wrong;
    w.locked_until = st.locked_until;
    w.tries_left = s.ledger.door_locked() ? 0 : Ledger::pins_before_lock - s.ledger.door.wrong % Ledger::pins_before_lock;
    w.skipped_rows = s.facts.skipped_rows;
    w.table = s.facts.table;
    w.unregistrable_products = s.facts.unregistrable_products;
    w.unregistrable_names = s.facts.unregistrable_names;
    queue();
    if (!st.logged_in) return; // the list walks the whole ledger, so it is made only while staff look at it
    w.open = open_items(s.ledger, sale_on_screen(s.stage));
    for (auto it = s.ledger.sales.rbegin(); it != s.ledger.sales.rend() && w.last_sales.size() < 20; ++it)
      if (it->second.paid()) w.last_sales.push_back(summary(it->second));
    if (st.found) {
      if (const auto* sale = s.ledger.find(*st.found)) w.found = summary(*sale);
      else if (const auto past = s.ledger.past.find(*st.found); past != s.ledger.past.end()) w.found = summary(past->first, past->second);
    }
    w.not_found = st.not_found;
    w.scanned = st.scanned;
    w.shift = st.shift;
    std::map<std::int64_t, std::int64_t> counts;
    for (const auto id : s.ledger.uncollected) {
      const auto& note = s.ledger.notes.at(id);
      ++counts[note.denomination];
      w.cassette_total += note.amount();
    }
    for (const auto& [denomination, count] : counts) w.cassette.push_back({denomination, count});
    for (auto it = s.ledger.acts.rbegin(); it != s.ledger.acts.rend(); ++it)
      w.acts.push_back({it->first, it->second.at_ms, it->second.row.amount, s.ledger.act_to_print(it->second)});
    const auto today = local_hour(ctx.wall).day;
    w.sales_by_hour.assign(24, 0);
    for (auto it = s.ledger.sales.rbegin(); it != s.ledger.sales.rend(); ++it) {
      const auto& e = it->second;
      const auto at = local_hour(WallTime{e.at_ms});
      if (at.day < today) break; // sales are in the order of their time
      if (!e.paid() || at.day != today) continue;
      ++w.sales_by_hour[static_cast<std::size_t>(at.hour)];
      ++w.sales_today_count;
      w.sales_today += e.to_pay();
    }
  }

  void queue() {
    auto& q = v.devices.queue;
    const auto here = sale_on_screen(s.stage);
    const auto fiscal = [&q](std::int64_t& count, const SaleEntry& e) {
      ++count;
      q.oldest_ms = q.oldest_ms == 0 ? e.paid_at_ms : std::min(q.oldest_ms, e.paid_at_ms);
    };
    const auto look = [&](SaleId id) {
      const auto* e = s.ledger.find(id);
      if (!e || (id == here && !e->closed)) return;
      if ((e->order == OrderState::unknown || e->order == OrderState::intended) && !e->settled_by_hand("order")) ++q.orders;
      if ((e->card == PayState::unknown || e->card == PayState::intended) && !e->settled_by_hand("payment")) ++q.payments;
      if (e->open_refund() && !e->settled_by_hand("refund")) fiscal(q.refunds, *e);
      if (!e->closed || !e->paid()) return;
      if (e->intent.registrar == Registrar::module && e->fiscal.state != RegistrationState::registered &&
          e->fiscal.state != RegistrationState::unresolved && !e->settled_by_hand("fiscal"))
        fiscal(q.registrations, *e);
      if (e->intent.registrar == Registrar::store && e->store_qr.empty() && !e->refused_address && !e->settled_by_hand("receipt"))
        fiscal(q.store_receipts, *e);
      if (!e->cart_cleared && e->intent.account == Account::kiosk) ++q.carts;
    };
    for (const auto& [id, when] : s.background.not_before) look(id);
    for (const auto id : s.background.watched)
      if (!s.background.not_before.contains(id)) look(id);
    v.devices.queue_length = q.registrations + q.store_receipts;
  }
};

} // namespace

View make_view(const State& state, const Context& context, const Policy& policy) { return Builder{state, context, policy}.build(); }

} // namespace engine
