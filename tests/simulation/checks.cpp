#include "tests/simulation/checks.h"

#include "engine/ledger/ledger_codec.h"
#include "engine/ledger/recovery.h"
#include "tests/simulation/goods.h"
#include "tests/simulation/kiosk.h"
#include "tests/simulation/watch.h"
#include <algorithm>
#include <set>

namespace simulation {

using namespace engine;

namespace {

/// The store's receipt is asked for during a day of the kiosk's life (rules R20), and the two days that a clock may have made up; then it is
/// on the staff's list alone (six starts, four days apart by the clock).
bool asked_long_enough(const Ledger& ledger, const SaleEntry& sale) {
  return ledger.lived_ms - sale.paid_lived_ms > 4 * Ledger::longest_pause_ms;
}

class EndCheck {
public:
  explicit EndCheck(World& world)
      : w{world},
        now{world.process->runner().state().ledger},
        with_old{with_archived(now, world.archived)},
        ledger{with_old ? *with_old : now},
        items{open_items(now, 0)} {}

  void all() {
    manners(); // what was refused for good reason also stays open
    for (const auto& line : still_open(w)) fault("after the faults were over it stays open: {}", line);
    notes();
    collection();
    cash_sales();
    cards_and_orders();
    fiscal();
    marking_codes();
    paper();
    journal();
    machines();
  }

private:
  World& w;
  const Ledger& now;                    ///< what the kiosk has in memory
  const std::optional<Ledger> with_old; ///< and what is in archives
  const Ledger& ledger;
  const std::vector<OpenItem> items;
  std::set<NoteId> stands_in_; ///< orphans that were taken for an unknown note

  static std::optional<Ledger> with_archived(const Ledger& now, const Ledger& old) {
    if (old.sales.empty() && old.notes.empty()) return std::nullopt;
    auto both = now;
    both.sales.insert(old.sales.begin(), old.sales.end());
    both.notes.insert(old.notes.begin(), old.notes.end());
    both.payouts.insert(old.payouts.begin(), old.payouts.end());
    return both;
  }

  template <class... Args> void fault(fmt::format_string<Args...> text, Args&&... args) {
    w.violated(fmt::format(text, std::forward<Args>(args)...));
  }
  /// On the staff's list as this (a sale and a refund of it may both wait), or closed there by hand.
  [[nodiscard]] bool seen_to(const SaleEntry& sale, OpenItem::Kind kind, const char* prefix) const {
    const auto id = fmt::format("{}:{}", prefix, sale.id());
    return sale.resolved.contains(prefix) ||
           std::ranges::any_of(items, [&](const auto& item) { return item.kind == kind && item.id == id; });
  }

  [[nodiscard]] bool on_list(NoteId note) const {
    return std::ranges::any_of(items, [&](const auto& item) { return item.id == fmt::format("note:{}", note); });
  }

  /// A later orphan in the cassette may be this note. Each orphan stands for one note.
  [[nodiscard]] bool told_late(NoteId id, std::int64_t denomination) {
    for (auto it = ledger.notes.upper_bound(id); it != ledger.notes.end(); ++it)
      if (it->second.in_cassette && it->second.state != NoteState::stacked && it->second.denomination == denomination &&
          stands_in_.insert(it->first).second)
        return true;
    return false;
  }
  // Every note in the cassette counts once, by denomination: as credit, or as an orphan on the list.
  void notes() {
    const auto& truth = w.validator.model.truth();
    for (const auto& line : truth.violations)
      if (!line.starts_with("bytes that are no frame")) fault("the validator saw what must not be: {}", line);
    for (const auto& line : w.validator.no_frames) fault("the validator saw, on a line that had damaged nothing, {}", line);
    if (w.validator.model.note()) fault("a note is still inside the validator");
    std::map<std::int64_t, std::int64_t> in_cassette, nobodys;
    for (const auto& ended : truth.stacked) ++in_cassette[ended.note.denomination];
    for (const auto& [id, note] : ledger.notes) {
      const auto known = w.watch->notes.find(id);
      if (note.open()) fault("note {} has no outcome", id);
      if (note.in_cassette && note.state != NoteState::orphan && note.sale != 0 && note.state == NoteState::stacked) {
        --in_cassette[note.denomination];
      } else if (note.in_cassette) {
        ++nobodys[note.denomination];
        if (note.state == NoteState::orphan && !on_list(id)) fault("note {} belongs to nobody and is not on the list", id);
      } else if (note.state == NoteState::unknown || note.state == NoteState::settled) {
        if (note.state == NoteState::unknown && !on_list(id)) fault("note {} is unknown and is not on the list", id);
        // A note is unknown only when the validator did not tell its outcome. A validator that was without power for long tells it afterwards: then the
        // note is an orphan as well, for the staff to put the two together.
        if (known != w.watch->notes.end() && w.watch->fate_of(known->second) == Watch::Fate::stacked && !told_late(id, note.denomination))
          fault("note {} of {} is in the cassette, and the kiosk gave it up as unknown", id, note.denomination);
      }
    }
    for (const auto& [denomination, left] : in_cassette)
      if (left != nobodys[denomination])
        fault("notes of {}: {} in the cassette that no sale took, {} known as nobody's", denomination, left, nobodys[denomination]);
    for (const auto& [denomination, n] : nobodys)
      if (!in_cassette.contains(denomination) && n != 0)
        fault("{} notes of {} are known as nobody's, and the cassette has none", n, denomination);
  }

  // Every note of the cassette is on one collection act, or will be on the next.
  void collection() {
    std::map<std::int64_t, std::int64_t> left = w.watch->collected;
    for (const auto id : ledger.uncollected) ++left[ledger.notes.at(id).denomination];
    for (const auto& ended : w.validator.model.truth().stacked) --left[ended.note.denomination];
    for (const auto& [denomination, n] : left)
      if (n != 0) fault("collection acts and what is still to be collected differ from the cassette by {} notes of {}", n, denomination);
  }

  // The inserted money equals goods, voucher and claim, to the tiyin.
  void cash_sales() {
    std::map<SaleId, Money> vouchers, claims;
    for (const auto& [number, payout] : ledger.payouts) {
      auto& sum = payout.kind == PayoutKind::voucher ? vouchers[payout.sale] : claims[payout.sale];
      if (!sum.is_zero()) fault("sale {} has two payouts of one kind", payout.sale);
      sum = payout.amount;
      const bool on_list = std::any_of(items.begin(), items.end(), [&](const auto& item) { return item.id == "payout:" + number; });
      const auto kind = payout.kind == PayoutKind::voucher ? SlipKind::voucher : SlipKind::claim;
      if (const auto* sale = ledger.find(payout.sale); sale && sale->printed.contains(kind) && !w.watch->paper_with(number))
        fault("the journal says that {} was printed, and no whole slip came out", number);
      if (!payout.settled && !on_list) fault("payout {} is neither settled nor on the list", number);
    }
    for (const auto& [id, sale] : ledger.sales) {
      Money notes;
      for (const auto note : sale.notes) notes += ledger.notes.at(note).amount();
      if (notes != sale.inserted) fault("sale {}: its notes are not what it counts as inserted", id);
      const auto goods = sale.intent.method == Method::cash && sale.paid() ? sale.to_pay() : Money{};
      if (goods + vouchers[id] + claims[id] != sale.inserted)
        fault("sale {}: {} inserted, {} for goods, {} voucher, {} claim", id, sale.inserted.to_som_text(), goods.to_som_text(),
              vouchers[id].to_som_text(), claims[id].to_som_text());
    }
  }

  void cards_and_orders() {
    std::map<std::string, int> charges;
    const auto truth = w.store.truth();
    for (const auto& payment : truth.at("payments").as_array()) {
      const auto order = std::string{payment.at("order_id").as_string()};
      if (++charges[order] > 1) fault("order {} was charged twice", order);
      const auto found = w.watch->sale_of_order.find(std::stoll(order));
      if (found == w.watch->sale_of_order.end()) fault("a card was charged for order {}, which no sale made", order);
    }
    for (std::int64_t id = 1; id <= w.store.last_order(); ++id) {
      const auto order = w.store.order(id);
      if (!order) continue;
      const auto made = w.watch->sale_of_order.find(id);
      if (made == w.watch->sale_of_order.end()) {
        fault("the store has order {}, which the kiosk never sent", id);
        continue;
      }
      const auto* sale = ledger.find(made->second);
      if (!sale) {
        fault("the store has order {} of sale {}, which the journal does not know", id, made->second);
        continue;
      }
      const bool known = sale->order == OrderState::created && sale->order_id == std::to_string(id);
      if (!known && !seen_to(*sale, OpenItem::Kind::unknown_order, "order"))
        fault("the store has order {} of sale {}; the kiosk does not know it and nobody is told", id, made->second);
      if (known && order->total != sale->intent.amount) fault("order {} has another sum than sale {}", id, made->second);
      if (order->due != order->total && (order->user == kiosk_phone || !sale->intent.use_cashback))
        fault("order {} took cashback that nobody agreed to", id);
      if (sale->paid() && sale->to_pay() != (sale->intent.method == Method::cash ? order->due.floor_to_som() : order->due))
        fault("sale {} was paid with {}, the store asked for {}", made->second, sale->to_pay().to_som_text(), order->due.to_som_text());
      if (order->paid) {
        if (sale->intent.method != Method::card) fault("order {} was charged to a card, and sale {} is not by card", id, made->second);
        if (sale->card != PayState::paid && !seen_to(*sale, OpenItem::Kind::unknown_payment, "payment"))
          fault("order {} is charged, sale {} does not know it and nobody is told", id, made->second);
      } else if (sale->card == PayState::paid) {
        fault("sale {} counts as paid by card, and its order {} is not", made->second, id);
      }
      // An order that will not be paid stands on the list to be cancelled.
      const bool will_be_paid = sale->paid() || sale->intent.method == Method::later || sale->kept_for_later;
      if (known && !will_be_paid && !order->paid && !seen_to(*sale, OpenItem::Kind::abandoned_order, "abandoned") &&
          !seen_to(*sale, OpenItem::Kind::unknown_payment, "payment"))
        fault("order {} of sale {} will not be paid, and nobody is told to cancel it", id, made->second);
    }
    for (const auto& [id, sale] : ledger.sales) {
      if (!sale.closed) fault("sale {} is not closed", id);
      if (sale.order != OrderState::created) continue;
      const auto made = w.watch->orders.find(id);
      if (made == w.watch->orders.end()) fault("sale {} has order {}, which the store does not have", id, sale.order_id);
      else if (std::ranges::none_of(made->second, [&](auto order) { return std::to_string(order) == sale.order_id; }))
        fault("sale {} has order {}, which the store made of another", id, sale.order_id);
      if (sale.paid() && sale.intent.method == Method::cash) {
        const auto order = w.store.order(std::stoll(sale.order_id));
        const bool entered = order && order->cash_entered;
        if (sale.cash_seen_by_store && !entered) fault("sale {}: its cash counts as known to the store, and is not", id);
        if (!entered && !seen_to(sale, OpenItem::Kind::cash_not_known_to_store, "cash"))
          fault("sale {}: the store does not know of its cash, and nobody is told", id);
      }
    }
  }

  void fiscal() {
    for (const auto& [id, sale] : ledger.sales) {
      std::vector<const devices::sim::SimReceipt*> mine;
      for (const auto& r : w.fiscal.model.receipts())
        if (!r.refund && w.watch->sale_of_number[Watch::number_of(r)] == id) mine.push_back(&r);
      if (mine.size() > 1) fault("sale {} has {} fiscal receipts", id, mine.size());
      if (sale.paid() && sale.intent.registrar == Registrar::store) store_receipt(id, sale);
      const bool here = sale.paid() && sale.intent.registrar == Registrar::module;
      if (!here && !mine.empty()) fault("sale {} is registered and must not be", id);
      if (!here) continue;
      const bool queued = seen_to(sale, OpenItem::Kind::fiscal_queued, "fiscal");
      for (const auto& item : items)
        if (item.id == fmt::format("fiscal:{}", id) && item.said.empty())
          fault("sale {} waits to be registered, and the list gives no reason", id);
      if (!mine.empty() && mine.front()->sent_number != 0) {
        if (sale.fiscal.state != RegistrationState::registered && !queued)
          fault("sale {}: its receipt arrived damaged, and nobody is told", id);
        continue;
      }
      if (mine.empty()) {
        if (sale.fiscal.state == RegistrationState::registered) fault("sale {} counts as registered, and the module has no receipt", id);
        if (!queued) fault("sale {} is paid, not registered and not on the list", id);
        continue;
      }
      if (sale.fiscal.state != RegistrationState::registered && !queued) fault("sale {} is registered, and the kiosk does not know it", id);
      check_receipt(id, sale, *mine.front());
    }
    refunds();
  }

  // The kiosk has the same receipt of the store that the store made. A sale whose receipt the kiosk does not have is on the staff's list. For orders of
  // its own account the kiosk has asked until the receipt came.
  void store_receipt(SaleId id, const SaleEntry& sale) {
    const auto order = w.store.order(std::stoll(sale.order_id));
    if (!order) return; // told above
    if (!sale.store_qr.empty() && sale.store_qr != order->qr_code_url)
      fault("sale {} has another fiscal receipt of the store than the store", id);
    if (sale.store_qr.empty() && !order->qr_code_url.empty() && sale.intent.account == Account::kiosk && !sale.settled_by_hand("receipt") &&
        !asked_long_enough(ledger, sale))
      fault("sale {} has a fiscal receipt at the store, and the kiosk does not have it", id);
    if (sale.store_qr.empty() && !seen_to(sale, OpenItem::Kind::store_receipt_awaited, "receipt"))
      fault("sale {} has no fiscal receipt of the store, and nobody is told", id);
  }

  struct Sums {
    std::int64_t cash = 0, card = 0, vat = 0;
    bool damaged = false; ///< one of them arrived otherwise than it was sent: the sums are the line's
  };

  // Each refund is in the module once, as it was meant; what nobody knows of is on the list.
  void refunds() {
    std::map<SaleId, Sums> sums;
    std::map<std::int64_t, const devices::sim::SimReceipt*> by_number;
    for (const auto& r : w.fiscal.model.receipts()) {
      if (!r.refund) continue;
      const auto number = Watch::number_of(r);
      const auto id = w.watch->refund_of_number[number];
      const auto* sale = ledger.find(id);
      if (!sale) {
        fault("the module has a refund that no sale knows");
        continue;
      }
      if (!by_number.emplace(number, &r).second) fault("sale {}: the module has refund {} twice", id, number);
      auto& sum = sums[id];
      sum.cash += r.cash, sum.card += r.card, sum.vat += r.vat, sum.damaged = sum.damaged || r.sent_number != 0;
      if (!sum.damaged && Money::tiyin(sum.cash + sum.card) > sale->to_pay()) fault("more was refunded than sale {} was paid", id);
      const auto entry = std::ranges::find_if(sale->refunds, [&](const auto& x) { return x.intent.number == number; });
      if (entry == sale->refunds.end()) {
        fault("sale {}: the module has a refund that the journal does not", id);
        continue;
      }
      if (entry->registration.state == RegistrationState::refused) fault("sale {}: a refund counts as refused, and the module has it", id);
      const auto& meant = entry->intent.refund;
      Money vat;
      for (const auto& line : meant.lines) vat += line.vat;
      if (r.sent_number == 0 &&
          (Money::tiyin(r.cash) != meant.received_cash || Money::tiyin(r.card) != meant.received_card || Money::tiyin(r.vat) != vat))
        fault("sale {}: the module has refund {} over {} cash, {} card, {} VAT, it was meant to be {}, {}, {}", id, number, r.cash, r.card,
              r.vat, meant.received_cash.in_tiyin(), meant.received_card.in_tiyin(), vat.in_tiyin());
    }
    for (const auto& [id, sum] : sums) refund_sums(id, sum);
    for (const auto& [id, sale] : ledger.sales)
      for (const auto& refund : sale.refunds) {
        const auto state = refund.registration.state;
        const bool known = state == RegistrationState::registered || state == RegistrationState::refused;
        if (state == RegistrationState::registered && !by_number.contains(refund.intent.number))
          fault("sale {}: refund {} counts as registered, and the module does not have it", id, refund.intent.number);
        if (!known && !seen_to(sale, OpenItem::Kind::fiscal_queued, "refund"))
          fault("sale {}: nobody knows of its refund {}, and nobody is told", id, refund.intent.number);
      }
  }

  /// The parts that came back are never more than the sale, and all of them together are it, to the tiyin: cash, card and VAT each.
  void refund_sums(SaleId id, const Sums& sum) {
    const auto* of = w.watch->receipt_of(id);
    const auto& sale = ledger.sale(id);
    if (!of || !sale.fiscal_receipt || sum.damaged || of->sent_number != 0) return;
    const auto& [cash, card, vat, damaged] = sum;
    if (cash > of->cash || card > of->card || vat > of->vat)
      fault("sale {}: {} cash, {} card, {} VAT were refunded of {}, {}, {}", id, cash, card, vat, of->cash, of->card, of->vat);
    std::vector<Quantity> left;
    for (const auto& line : sale.fiscal_receipt->lines) left.push_back(line.amount);
    for (const auto& refund : sale.refunds)
      if (refund.registration.state == RegistrationState::registered)
        for (const auto& [line, amount] : refund.intent.lines)
          left[static_cast<std::size_t>(line)] = left[static_cast<std::size_t>(line)] - amount;
    const bool whole = std::ranges::all_of(left, [](Quantity q) { return q == Quantity{}; });
    if (whole && (cash != of->cash || card != of->card || vat != of->vat))
      fault("sale {} came back whole: {} cash, {} card, {} VAT of {}, {}, {}", id, cash, card, vat, of->cash, of->card, of->vat);
  }

  void check_receipt(SaleId id, const SaleEntry& sale, const devices::sim::SimReceipt& r) {
    const auto due = sale.to_pay();
    const auto cash = sale.intent.method == Method::cash ? due : Money{}, card = due - cash;
    if (Money::tiyin(r.cash) != cash || Money::tiyin(r.card) != card) fault("sale {}: its receipt has other sums than were paid", id);
    if (sale.intent.method == Method::cash && Money::tiyin(r.change) != sale.inserted - due)
      fault("sale {}: the change is not what was overpaid", id);
    std::int64_t vat = 0, total = 0;
    const auto* list = r.request.if_contains(r.request.contains("products") ? "products" : "items");
    if (!list || !list->is_array()) return; // the module checked the shape; its own sums are compared above
    for (const auto& entry : list->as_array()) {
      const auto& line = entry.as_object();
      const auto number = [&](const char* name) {
        const auto* value = line.if_contains(name);
        return value && value->is_int64() ? value->get_int64() : 0;
      };
      const auto net = number("price") - number("discount") - number("other");
      total += net;
      const auto percent = number("vat_percent");
      vat += (2 * net * percent + (100 + percent)) / (2 * (100 + percent));
    }
    if (total != due.in_tiyin()) fault("sale {}: the lines of its receipt are {} tiyin, {} were paid", id, total, due.in_tiyin());
    if (vat != r.vat) fault("sale {}: its VAT is {} tiyin, by the law's formula {}", id, r.vat, vat);
  }

  // Rules R32: a piece is sold once, unless it was taken back in between. A piece whose payment may yet be found counts as sold.
  void marking_codes() {
    // A code that the scanner's line damaged looks like another pack to everybody. On an undamaged line packs are told apart by the label that stands
    // on the pack, not by the code that was read.
    const auto& line_luck = w.scanner_wire.counts();
    const bool heard_right = line_luck.lost + line_luck.changed == 0;
    std::map<std::string, SaleId> owner;
    for (const auto& [id, sale] : ledger.sales) {
      if (!sale.paid() || sale.intent.method == Method::later) continue;
      for (const auto& line : sale.intent.lines)
        for (const auto& label : line.labels) {
          if (heard_right && label.size() != marking_label_length) fault("marking code {} of sale {} stands on no pack", label, id);
          const auto [before, fresh] = owner.try_emplace(heard_right ? label.substr(0, marking_label_length) : label, id);
          if (!fresh && !taken_back(ledger.sale(before->second), label))
            fault("marking code {} was sold by sale {} and by sale {}", label, before->second, id);
          before->second = id;
        }
    }
  }
  static bool taken_back(const SaleEntry& sale, const std::string& label) {
    for (const auto& refund : sale.refunds)
      if (refund.registration.state == RegistrationState::registered)
        for (const auto& line : refund.intent.refund.lines)
          if (std::find(line.labels.begin(), line.labels.end(), label) != line.labels.end()) return true;
    return false;
  }

  void paper() {
    for (const auto& [id, sale] : ledger.sales) {
      if (w.watch->receipts_out(id) > 1) fault("sale {}: its receipt came out twice, and neither says copy", id);
      if (!sale.paid() || sale.order != OrderState::created) continue;
      const auto order = w.store.order(w.watch->orders.at(id).front());
      const bool printed = w.watch->papers.receipt_out(id, order->number, false);
      if (sale.printed.contains(SlipKind::receipt) && !printed)
        fault("sale {}: the journal says printed, and no whole receipt came out", id);
      const bool copy = w.watch->papers.receipt_out(id, order->number, true);
      if (sale.printed.contains(SlipKind::copy) && !copy)
        fault("sale {}: the journal says that a copy was printed, and no whole one came out", id);
      if (!printed && !copy && !seen_to(sale, OpenItem::Kind::slip_unprinted, "slip"))
        fault("sale {}: no receipt came out, and nobody is told", id);
    }
  }

  // All machines are well again, and the kiosk knows it.
  void machines() {
    const auto& facts = w.process->runner().state().facts;
    if (!facts.printer.can_print()) fault("the printer is well, and the kiosk does not use it: {}", facts.printer.detail);
    if (!facts.cash.can_accept()) fault("the validator is well, and the kiosk does not use it: {}", facts.cash.detail);
    if (!facts.fiscal.can_register()) fault("the module is well, and the kiosk does not use it: {}", facts.fiscal.detail);
    if (!facts.store.can_order()) fault("the store is up, and the kiosk does not use it: {}", facts.store.detail);
  }

  // Nobody outside was sent what is wrong in itself: a sum, a field, a shape.
  void manners() {
    const auto has = [](std::string_view text, std::initializer_list<const char*> parts) {
      return std::any_of(parts.begin(), parts.end(), [&](const char* part) { return text.find(part) != text.npos; });
    };
    const auto module = w.fiscal.model.truth(), store = w.store.truth();
    for (const auto& refusal : module.at("refusals").as_array()) {
      const std::string data{refusal.at("data").as_string()};
      if (refusal.at("code").as_int64() == 104 && !refusal.at("damaged").as_bool() && !has(data, {"time", "marking code sold before"}))
        fault("the module refused what is wrong in itself: {}", data);
    }
    for (const auto& refusal : store.at("refusals").as_array()) {
      const std::string text{refusal.as_string()};
      if (has(text, {"amount:", "items:", "receiver.", "required", "not a JSON"}))
        fault("the store refused what is wrong in itself: {}", text);
    }
  }

  // The chain holds. Reading it twice, and from a checkpoint on, gives what the kiosk has in memory, to the last byte.
  void journal() {
    auto& journal = w.process->journal();
    const auto fold = [&] {
      Ledger fresh;
      journal.read([&](const JournalRow& row) {
        const auto record = from_row(row);
        if (!record) throw JournalError(record.error());
        apply(fresh, *record, row.at_ms);
      });
      return encode_ledger(fresh);
    };
    const auto once = fold(), memory = encode_ledger(now);
    if (once != fold()) fault("reading the journal twice gives two states");
    if (once != memory) fault("the journal gives another state than the kiosk has");
    if (encode_ledger(recover(journal).ledger) != memory) fault("a start from the checkpoint gives another state than the kiosk has");
    keep_checkpoint(journal, now);
    if (encode_ledger(recover(journal).ledger) != memory) fault("a checkpoint of what the kiosk has gives another state");
    const auto report = verify_journal(w.disk.folder());
    if (!report.sound()) fault("the journal does not verify: {}", report.fault);
  }
};

} // namespace

std::vector<std::string> still_open(const World& w) {
  std::vector<std::string> lines;
  if (!w.process) return {"the kiosk does not run"};
  const auto& state = w.process->runner().state();
  const auto& l = state.ledger;
  const auto open = [&](SaleId id, const char* what) { lines.push_back(fmt::format("sale {}: {}", id, what)); };
  if (state.journal_failed) lines.emplace_back("the journal failed");
  if (!std::holds_alternative<stage::Attract>(state.stage)) lines.emplace_back("somebody's visit is not over");
  if (l.open_note()) lines.emplace_back("a note has no outcome");
  if (!l.open_prints.empty()) lines.emplace_back("a slip has no outcome");
  for (const auto& [id, s] : l.sales) {
    if (!s.closed) open(id, "not closed");
    if ((s.order == OrderState::intended || s.order == OrderState::unknown) && !s.settled_by_hand("order"))
      open(id, "its order is looked for");
    if ((s.card == PayState::intended || s.card == PayState::unknown) && !s.settled_by_hand("payment"))
      open(id, "its payment is asked about");
    if (s.registration_unknown()) open(id, "its registration is asked about");
    if (s.paid() && s.intent.registrar == Registrar::module && s.fiscal.state != RegistrationState::registered &&
        s.fiscal.state != RegistrationState::unresolved && !s.settled_by_hand("fiscal"))
      open(id, "it waits to be registered");
    if (s.paid() && s.intent.registrar == Registrar::store && s.store_qr.empty() && s.intent.account == Account::kiosk &&
        !s.settled_by_hand("receipt") && !asked_long_enough(l, s))
      open(id, "the store's fiscal receipt is waited for");
    if (s.paid() && !s.cart_cleared && s.intent.account == Account::kiosk) open(id, "its cart at the store is not cleared");
  }
  return lines;
}

void check_the_end(World& world) {
  if (!world.process) return world.violated("the kiosk does not run at the end");
  EndCheck{world}.all();
}

} // namespace simulation
