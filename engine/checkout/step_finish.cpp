// After the money (or the promise to pay): the fiscal receipt, the slip, the last screen. Nothing here may lose a paid sale: a step that
// fails is written as queued, and the background goes on with it (rules R20, R27).
#include "engine/checkout/stepper.h"
#include "engine/fiscal/fiscal_address.h"
#include "engine/fiscal/receipt_builder.h"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

namespace engine::detail {

using stage::Finishing;

tl::expected<FiscalSale, std::string> make_receipt(const SaleEntry& entry, std::int64_t number, const Policy& policy) {
  SaleInput input;
  input.number = number;
  input.cashier = policy.cashier;
  for (const auto& line : entry.intent.lines) {
    auto sold = sale_line(line);
    if (!sold) return tl::unexpected(sold.error());
    input.lines.push_back(std::move(*sold));
  }
  if (entry.intent.delivery_fee > Money{}) {
    if (!entry.intent.delivery_attributes) return tl::unexpected(std::string{"the delivery fee has no row in products.csv"});
    input.lines.push_back(delivery_line(policy.delivery_line_name, entry.intent.delivery_fee, *entry.intent.delivery_attributes));
  }
  input.cashback_used = entry.cashback_used;
  const auto full = entry.due.value_or(entry.intent.amount);
  const auto kind = traits(entry.intent.method);
  switch (kind.tender) {
  case Tender::notes:
    input.rounding = full - entry.to_pay();
    input.received_cash = entry.to_pay();
    input.change = entry.inserted - entry.to_pay();
    break;
  case Tender::card:
    input.received_card = entry.to_pay();
    if (kind.provider) input.wallet = WalletPayment{.phone_number = {}, .payment_id = entry.receipt_id, .provider = *kind.provider};
    break;
  case Tender::none: return tl::unexpected(std::string{"nothing was paid at the kiosk"});
  }
  return build_sale(input);
}

/// Empties the store's cart as soon as the payment succeeded, or the order stands that is paid later. No step waits for it. A request without
/// an answer is repeated by the background. A customer's own cart is never touched (rules R13).
void Stepper::empty_cart(SaleId id) {
  if (!sale(id).cart_cleared && sale(id).intent.account == Account::kiosk && s.facts.store.logged_in) run(effect::ClearCart{id});
}

void Stepper::finish_sale(SaleId id) {
  const auto& entry = sale(id);
  s.stage = Finishing{.sale = id, .part = Finishing::Part::prepare, .ticket = new_ticket(), .began = ctx.now, .wait = {}, .job = 0};
  auto* here = at<Finishing>();
  empty_cart(id);
  if (!entry.paid() || entry.intent.registrar == Registrar::nobody) return print_or_done(id);
  if (entry.intent.registrar == Registrar::module) return begin_registration(id);
  if (!entry.store_qr.empty() || entry.refused_address) return print_or_done(id);
  here->part = Finishing::Part::store_receipt;
  here->wait = policy.first_retry;
  start_timer(TimerKind::store_receipt, here->wait);
}

// The module registers ----------------------------------------------------------------------------------------------------

// The module's counters tell whether a lost answer was a registration (rules R24, R31), but only while nothing else registers
// between reading the counters and the answer. So one sale or refund has the module at a time. A sale or refund without an outcome
// is asked about before the next one is sent.

bool Stepper::module_in_use() const {
  if (s.background.ticket != 0 && s.background.at_module) return true;
  if (s.staff.busy && s.staff.refunding) return true;
  const auto* here = at<Finishing>();
  return here && here->ticket != 0 && (here->part == Finishing::Part::prepare || here->part == Finishing::Part::send) &&
         sale(here->sale).intent.registrar == Registrar::module;
}

/// Another sale of which it is unknown whether the module registered it.
const SaleEntry* Stepper::unasked_before(SaleId id) const {
  for (const auto other : s.ledger.unasked)
    if (other != id) return &sale(other);
  return nullptr;
}

void Stepper::ask_module(const SaleEntry& entry) {
  auto& b = s.background;
  b.sale = entry.id();
  b.ticket = new_ticket();
  b.at_module = true;
  if (const auto* refund = entry.open_refund())
    return run(effect::FindRefund{b.ticket, entry.id(), refund->intent.refund, refund->intent.before});
  run(effect::FindSale{b.ticket, entry.id(), *entry.fiscal_receipt, entry.fiscal.before});
}

void Stepper::begin_registration(SaleId id) {
  auto* here = at<Finishing>();
  here->part = Finishing::Part::prepare;
  here->ticket = 0;
  if (module_in_use()) return start_timer(TimerKind::module_wait, policy.module_wait); // module_is_free() goes on
  if (const auto* earlier = unasked_before(id)) {
    if (here->asked || s.background.ticket != 0 || !s.facts.fiscal.can_register()) {
      queue_registration(id, "an earlier receipt has to be asked about first");
      return print_or_done(id);
    }
    here->asked = true;
    start_timer(TimerKind::module_wait, policy.module_wait);
    return ask_module(*earlier);
  }
  here->ticket = new_ticket();
  run(effect::PrepareFiscal{here->ticket, id});
}

void Stepper::module_is_free() {
  if (const auto* here = at<Finishing>(); here && here->part == Finishing::Part::prepare && here->ticket == 0)
    begin_registration(here->sale);
}

/// A row is written only for a new reason: the queue tries every minute, and the journal is kept for ever.
void Stepper::queue_registration(SaleId id, const std::string& why) {
  const auto& known = sale(id).fiscal;
  if (known.state == RegistrationState::none || known.trouble != why) write(record::FiscalQueued{id, sale(id).order_id, why});
}

void Stepper::register_sale(SaleId id, const FiscalCounters& before, Ticket ticket) {
  const auto number = s.ledger.last_fiscal_number + 1;
  const auto receipt = make_receipt(sale(id), number, policy);
  if (!receipt) {
    // The goods were checked before the method was offered. A receipt that still cannot be built is left to staff; the sale is not
    // dropped.
    if (sale(id).fiscal.state != RegistrationState::refused) {
      write(record::FiscalRefused{id, sale(id).order_id, 0, "kiosk", receipt.error()});
      alarm(fmt::format("the receipt of sale {} cannot be built: {}", id, receipt.error()));
    }
    if (auto* here = at<Finishing>(); here && here->sale == id) return print_or_done(id);
    background_ended(id, false);
    s.background.not_before[id] = ctx.now + policy.watch_every;
    return;
  }
  write(record::FiscalIntent{id, sale(id).order_id, number, before, *receipt});
  run(effect::RegisterSale{ticket, id, *receipt, before});
}

void Stepper::on(const event::FiscalPrepared& e) {
  auto* here = at<Finishing>();
  const bool on_screen = here && here->sale == e.sale && here->ticket == e.ticket && here->part == Finishing::Part::prepare;
  const bool behind = s.background.ticket == e.ticket && s.background.sale == e.sale;
  if (!on_screen && !behind) return refuse("fiscal counters that nobody waits for");
  // These counters were told twice. With the first telling the receipt was sent, under the same ticket.
  if (const auto state = sale(e.sale).fiscal.state;
      state == RegistrationState::intended || state == RegistrationState::unknown || state == RegistrationState::registered)
    return refuse("the receipt is with the module already");
  if (const auto* before = std::get_if<FiscalCounters>(&e.outcome)) {
    if (on_screen) here->part = Finishing::Part::send;
    return register_sale(e.sale, *before, e.ticket);
  }
  // No receipt was sent: the module is down, its shift cannot be opened, or it refuses.
  const auto* no = std::get_if<Refused>(&e.outcome);
  const auto why = no ? no->text : std::get<Unknown>(e.outcome).why;
  queue_registration(e.sale, why);
  if (behind) return background_ended(e.sale, false);
  alarm(fmt::format("sale {} waits for the fiscal module: {}", e.sale, why));
  print_or_done(e.sale);
}

void Stepper::on(const event::FiscalAnswered& e) {
  const auto* entry = s.ledger.find(e.sale);
  auto* here = at<Finishing>();
  const bool on_screen = here && here->sale == e.sale && here->ticket == e.ticket && here->part == Finishing::Part::send;
  const bool behind = s.background.ticket == e.ticket && s.background.sale == e.sale;
  const bool open = entry && (entry->fiscal.state == RegistrationState::intended || entry->fiscal.state == RegistrationState::unknown);
  if (!open && behind) return background_ended(e.sale, true); // another answer told meanwhile
  if (!open || (!on_screen && !behind)) return refuse("a fiscal answer that nobody waits for");
  const auto number = entry->fiscal.number;
  bool progress = true, slow = false;
  std::visit(overloaded{[&](const FiscalResult& r) {
                          auto sign = r.sign;
                          const auto told = sign ? take_foreign_address(sign->qr_url) : std::nullopt;
                          write(record::FiscalRegistered{e.sale, entry->order_id, number, entry->to_pay(), sign});
                          if (told) {
                            run(effect::PrintModuleCopy{e.sale}); // the customer's slip has no QR; the module's copy has one
                            refuse_address(e.sale, Registrar::module, number, *told);
                          }
                          if (!r.sign) {
                            run(effect::PrintModuleCopy{e.sale}); // rules R31
                            alarm(fmt::format("sale {} is registered, its sign was lost: hand out the module's copy", e.sale));
                          }
                        },
                        [&](const Refused& r) {
                          // A search has one refusal that counts, "certainly not registered". It puts the sale back into the queue.
                          progress = e.search && r.why == RefusalClass::not_found;
                          if (e.search && !progress) return;
                          write(record::FiscalRefused{e.sale, entry->order_id, number, r.code, r.text});
                          slow = !e.search && r.why != RefusalClass::unavailable;
                          if (!e.search) alarm(fmt::format("the fiscal module refused sale {}: {} {}", e.sale, r.code, r.text));
                        },
                        [&](const Unknown& u) {
                          progress = false;
                          if (e.search && s.background.tries[e.sale] >= policy.module_asks) {
                            write(record::FiscalUnresolved{e.sale, entry->order_id, number, u.why});
                            return alarm(fmt::format("sale {}: look in the module's report whether it is registered", e.sale));
                          }
                          if (entry->fiscal.state != RegistrationState::unknown || entry->fiscal.trouble != u.why)
                            write(record::FiscalUnknown{e.sale, entry->order_id, number, u.why});
                          if (!e.search) alarm(fmt::format("sale {}: it is not known whether the module registered it", e.sale));
                        }},
             e.outcome);
  if (!behind) return print_or_done(e.sale);
  background_ended(e.sale, progress);
  // The module will refuse a refused receipt again, so the tries come after ten minutes, twenty and so on up to an hour. Each try is a
  // whole receipt in the journal, which is kept for ever. The tries end when staff close the entry.
  if (slow) s.background.not_before[e.sale] = ctx.now + policy.watch_every * std::clamp(s.background.tries[e.sale], 1, 6);
}

// The store registers -----------------------------------------------------------------------------------------------------

/// An address that may not be shown as the fiscal QR (engine/fiscal/fiscal_address.h) is taken out of `url` and returned.
std::optional<std::string> Stepper::take_foreign_address(std::string& url) const {
  if (url.empty() || fiscal_address_fault(url, policy.fiscal_qr_hosts).empty()) return std::nullopt;
  return std::exchange(url, {});
}

void Stepper::refuse_address(SaleId id, Registrar registrar, std::int64_t number, const std::string& url) {
  const auto why = fiscal_address_fault(url, policy.fiscal_qr_hosts);
  write(record::FiscalAddressRefused{id, sale(id).order_id, registrar, number, printable_address(url), why});
  alarm(fmt::format("sale {}: the {} gave a fiscal QR address that is not shown, {}: {}", id,
                    registrar == Registrar::store ? "store" : "fiscal module", why, printable_address(url)));
}

/// Takes the address that the store shows as the fiscal receipt of a sale that the store registers. True when the address was new.
bool Stepper::store_receipt_shown(SaleId id, const std::string& order_id, const std::string& url) {
  if (!sale(id).store_qr.empty()) return false;
  auto good = url;
  if (!take_foreign_address(good)) {
    write(record::StoreReceipt{id, order_id, url});
    return true;
  }
  if (sale(id).refused_address) return false; // the refusal is in the journal already; a good address may still come
  refuse_address(id, Registrar::store, 0, url);
  return true;
}

/// Takes what the store shows of a sale's order: its fiscal receipt, the cash, a payment. True when something was new.
bool Stepper::look_at_orders(SaleId id, const std::vector<StoreOrder>& orders) {
  const auto& entry = sale(id);
  std::string url;
  bool cash_seen = false;
  for (const auto& order : orders) {
    if (order.id != entry.order_id) continue;
    cash_seen = cash_seen || !order.cash_payments.empty();
    for (const auto& payment : order.online_payments)
      if (!payment.qr_code_url.empty()) url = payment.qr_code_url;
  }
  bool news = false;
  const bool paid_online =
      std::any_of(orders.begin(), orders.end(), [&](const auto& o) { return o.id == entry.order_id && !o.online_payments.empty(); });
  if (paid_online && entry.card == PayState::refused) {
    alarm(fmt::format("sale {}: its payment was refused, and the store shows it as paid", id));
    found_paid_behind(id);
    news = true;
  }
  if (cash_seen && traits(entry.intent.method).money_stays_here && !entry.cash_seen_by_store) {
    write(record::CashSeenByStore{id, entry.order_id});
    news = true;
  }
  if (!url.empty() && entry.intent.registrar == Registrar::store) {
    news = store_receipt_shown(id, entry.order_id, url) || news;
  } else if (!url.empty() && entry.intent.registrar == Registrar::module && !entry.double_registered) {
    write(record::DoubleRegistration{id, entry.order_id, printable_address(url)}); // rules R20
    alarm(fmt::format("sale {} was registered by the module and by the store", id));
    news = true;
  }
  return news;
}

void Stepper::on_store_receipt(const event::OrdersFound& e) {
  const auto* entry = s.ledger.find(e.sale);
  auto* here = at<Finishing>();
  const bool on_screen = here && here->sale == e.sale && here->ticket == e.ticket && here->part == Finishing::Part::store_receipt;
  const bool behind = s.background.ticket == e.ticket && s.background.sale == e.sale;
  if (!entry || (!on_screen && !behind)) return refuse("a store receipt that nobody waits for");
  const auto* orders = std::get_if<std::vector<StoreOrder>>(&e.outcome);
  const bool progress = orders && look_at_orders(e.sale, *orders);
  if (behind) return background_ended(e.sale, progress);
  if (!sale(e.sale).store_qr.empty() || sale(e.sale).refused_address) return print_or_done(e.sale);
  if (ctx.now - here->began >= policy.store_receipt_limit) {
    write(record::FiscalQueued{e.sale, entry->order_id, "the store has not shown its fiscal receipt yet"});
    return print_or_done(e.sale);
  }
  here->wait = grown(here->wait);
  start_timer(TimerKind::store_receipt, std::min<Millis>(here->wait, policy.store_receipt_limit - (ctx.now - here->began)));
}

// Paper -------------------------------------------------------------------------------------------------------------------

void Stepper::print(SaleId id, SlipKind slip) {
  const auto job = s.ledger.last_job + 1;
  write(record::PrintIntent{job, id, slip});
  run(effect::PrintSlip{job, id, slip});
}

void Stepper::print_or_done(SaleId id) {
  auto* here = at<Finishing>();
  here->part = Finishing::Part::print;
  stop_timer(TimerKind::store_receipt);
  stop_timer(TimerKind::module_wait);
  if (!s.facts.printer.can_print()) {
    // Rules R29: a sale does not wait for paper. Number and QR are on the screen; the slip of a paid sale goes to the staff's list.
    if (sale(id).paid()) {
      const auto job = s.ledger.last_job + 1;
      write(record::PrintIntent{job, id, SlipKind::receipt});
      write(record::PrintFailed{job, id, SlipKind::receipt, false, "the printer was not ready"});
    }
    return done(id);
  }
  here->job = s.ledger.last_job + 1;
  print(id, sale(id).paid() ? SlipKind::receipt : SlipKind::later);
}

void Stepper::on(const event::Printed& e) {
  const auto* entry = s.ledger.find(e.sale);
  if (e.sale && !entry) return refuse("a slip of an unknown sale");
  if (!s.ledger.open_prints.contains(e.job)) return refuse("a slip that is not being printed");
  const bool ok = std::holds_alternative<engine::Done>(e.outcome);
  if (ok) {
    write(record::ReceiptPrinted{e.job, e.sale, entry ? entry->order_id : std::string{}, e.slip});
  } else {
    const auto* no = std::get_if<Refused>(&e.outcome);
    write(record::PrintFailed{e.job, e.sale, e.slip, no == nullptr, no ? no->text : std::get<Unknown>(e.outcome).why});
    const bool theirs = e.slip != SlipKind::copy && e.slip != SlipKind::refund;
    if (theirs ? s.staff.logged_in || sale_on_screen(s.stage) == e.sale || at<stage::Attract>() != nullptr : s.staff.logged_in)
      toast(ToastKind::printing_failed);
  }
  auto* here = at<Finishing>();
  if (here && here->job == e.job && here->part == Finishing::Part::print) {
    // The voucher is a slip of its own (rules R16) and follows the slip of the sale. A customer whose note was lost in the machine, and who
    // paid or ordered nevertheless, also gets a slip about that note.
    std::optional<SlipKind> next;
    if (e.slip == SlipKind::receipt && sale(e.sale).voucher) next = SlipKind::voucher;
    else if (e.slip != SlipKind::pending && !lost_notes(s.ledger, e.sale).sum().is_zero()) next = SlipKind::pending;
    if (!next || !s.facts.printer.can_print()) return done(e.sale);
    here->job = s.ledger.last_job + 1;
    return print(e.sale, *next);
  }
  if (auto* failed = at<stage::Failed>(); !ok && failed && failed->sale == e.sale && e.slip == SlipKind::claim) {
    failed->closes_at = Instant::max(); // rules R18: on the screen until dismissed
    stop_timer(TimerKind::close_screen);
  }
  if (!ok && (e.slip == SlipKind::claim || e.slip == SlipKind::voucher))
    alarm(fmt::format("the {} slip of sale {} was not printed", e.slip == SlipKind::claim ? "claim" : "voucher", e.sale));
}

void Stepper::done(SaleId id) {
  const auto& entry = sale(id);
  // A voucher whose slip failed stays on the screen until dismissed (rules R18).
  const bool keep = entry.voucher && !entry.printed.contains(SlipKind::voucher);
  s.stage = stage::Done{.sale = id, .closes_at = keep ? Instant::max() : ctx.now + policy.done_closes};
  if (!keep) start_timer(TimerKind::close_screen, policy.done_closes);
  if (!entry.closed) write(record::SaleClosed{id, "done"});
  s.background.not_before[id] = ctx.now;
  s.visitor.cart.clear();
  start_timer(TimerKind::background, policy.first_retry);
}

} // namespace engine::detail
