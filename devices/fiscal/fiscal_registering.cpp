// The part of the session that decides whether a receipt was registered (rules R24, R31; devices/fiscal/PROTOCOL.md section
// 6).
//
// A receipt is sent again only after the module itself refused it for a reason that can be removed (closed
// shift, time). The module is asked about every other receipt that may have been registered. Asking has three
// answers, which stay three: registered, certainly not registered, unknown.
#include "devices/fiscal/fiscal_session.h"
#include "devices/fiscal/qr_address.h"
#include "engine/base/log.h"
#include <tuple>

namespace devices::fiscal {
namespace {

using engine::FiscalCounters;
using engine::FiscalResult;
using engine::Millis;
using engine::RefusalClass;
using engine::Refused;
using engine::Unknown;

FiscalCounters counters_of(const engine::ZReport& report) {
  return {report.number, report.total_sale_count, report.total_refund_count, report.shift_open};
}

bool same(const FiscalCounters& a, const FiscalCounters& b) {
  return std::tie(a.shift_number, a.sale_count, a.refund_count, a.shift_open) ==
         std::tie(b.shift_number, b.sale_count, b.refund_count, b.shift_open);
}

/// One damaged byte cannot change both numbers of a sign, so one equal number is enough.
bool of_one_receipt(const engine::FiscalSign& a, const engine::FiscalSign& b) {
  return a.receipt_count == b.receipt_count || a.fiscal_sign == b.fiscal_sign;
}

std::string words(const SentReceipt& r) {
  return fmt::format("{} {} over {} + {} tiyin, change {}", r.refund ? "refund" : "sale", r.number, r.cash.in_tiyin(), r.card.in_tiyin(),
                     r.change.in_tiyin());
}
std::string words(const LastOrder& r) {
  return words(SentReceipt{r.is_refund, false, r.number, r.received_cash, r.received_card, r.change});
}

bool same_sign(const engine::FiscalSign& a, const engine::FiscalSign& b) {
  return std::tie(a.terminal_id, a.receipt_count, a.date_time, a.fiscal_sign, a.qr_url) ==
         std::tie(b.terminal_id, b.receipt_count, b.date_time, b.fiscal_sign, b.qr_url);
}
/// An error of the module's state passes by itself. The module answers every request with it, so it does not mean that a page is missing.
bool of_its_state(const ModuleError& error) {
  const auto& info = classify(error);
  return info.action == ErrorAction::not_initialised || info.name == "CANNOT_CONNECT_CARD";
}

bool same_order(const LastOrder& a, const LastOrder& b) {
  return std::tie(a.is_refund, a.number, a.received_cash, a.received_card, a.received_ecash, a.change, a.sign.receipt_count) ==
         std::tie(b.is_refund, b.number, b.received_cash, b.received_card, b.received_ecash, b.change, b.sign.receipt_count);
}

} // namespace

FiscalSession::Receipt FiscalSession::receipt_of(const engine::FiscalSale& sale, Edition edition) {
  return {{false, sale.wallet.has_value(), sale.number, sale.received_cash, sale.received_card, sale.change},
          "",
          [sale, edition](std::string_view time) { return write_sale(sale, time, edition); }};
}

FiscalSession::Receipt FiscalSession::receipt_of(const engine::FiscalRefund& refund, Edition edition) {
  return {{true, false, refund.number, refund.received_cash, refund.received_card, refund.change},
          "",
          [refund, edition](std::string_view time) { return write_refund(refund, time, edition); }};
}

FiscalSession::Verdict FiscalSession::judge(const Receipt& receipt, const FiscalCounters& before, const engine::ZReport& now) {
  if (now.number != before.shift_number) return Verdict::cannot_tell; // the counters of another shift began at zero
  const auto grown = receipt.refund ? now.total_refund_count - before.refund_count : now.total_sale_count - before.sale_count;
  if (grown == 0) return Verdict::not_registered;
  return grown == 1 ? Verdict::registered : Verdict::cannot_tell;
}

/// The counters that decide whether something was registered. No checksum protects HTTP over a serial line. There the counters are
/// believed when the module said them twice alike, because one changed digit would have a sale registered twice.
FiscalSession::OutcomeTask<engine::ZReport> FiscalSession::get_counters() {
  auto heard = co_await get_shift();
  if (!noisy()) co_return heard;
  for (int again = 0; again < 4; ++again) {
    const auto* first = std::get_if<engine::ZReport>(&heard);
    if (first == nullptr) co_return heard;
    auto next = co_await get_shift();
    const auto* second = std::get_if<engine::ZReport>(&next);
    if (second != nullptr && same(counters_of(*first), counters_of(*second))) co_return next;
    heard = std::move(next);
  }
  co_return Unknown{"the module's counters are different each time"};
}

/// Whether a sign may be shown as it was heard. Over TCP every sign may: TCP has checksums. Over a serial line a sign may be shown when its
/// address is one of the known pages and repeats the sign's fields, or when the module said the sign twice, letter for letter.
bool FiscalSession::believe(const engine::FiscalSign& sign) {
  const auto address = check_qr_address(sign);
  const bool believed = !noisy() || address == QrAddress::agrees || signs_.again(sign, same_sign);
  if (address == QrAddress::contradicts)
    spdlog::warn("fiscal module: the address of receipt {} says something else than its fields{}", sign.receipt_count,
                 believed ? "; it is taken as it is" : "");
  return believed;
}

/// The module said that it registered the receipt. The outcome has the sign that was heard, or the sign that /order/last/ tells.
///
/// A request over a serial line has no checksum either: a digit of its number or sums may have changed before it arrived. So over a serial
/// line the module is asked which receipt it has. A receipt that the module tells twice alike is certain. A receipt that it tells once may
/// be noise: then the outcome is unknown, the next search asks again, and in the end staff look into the module. A receipt that differs in
/// one of the known ways (module_ways.h) does not differ.
FiscalSession::OutcomeTask<FiscalResult> FiscalSession::registered(Receipt receipt, std::optional<engine::FiscalSign> sign) {
  keeper_.registered();
  const bool proved = sign && believe(*sign);
  if (proved && !noisy()) co_return FiscalResult{std::move(sign)};
  bool usable = sign && check_qr_address(*sign) != QrAddress::contradicts; // the sign is taken when no better one can be had
  std::optional<LastOrder> other;
  const int attempts = sign ? 4 : 1; // prepaid and credit receipts and answers of an unknown form have no sign
  for (int i = 0; i < attempts; ++i) {
    if (i > 0) co_await pause(retry_pause);
    const LastSeen last = co_await ask_last(receipt, sign);
    if (last.ours() || (proved && last.is == LastSeen::Is::damaged)) { // the number and the sums are right
      if (proved || (sign && same_sign(*sign, last.order.sign))) {
        const auto fresh = ways_.learn(receipt, last.order);
        if (!fresh.empty()) spdlog::warn("fiscal module: its way to tell a receipt: {}", fresh);
      }
      co_return FiscalResult{proved ? sign : last.order.sign};
    }
    if (last.is == LastSeen::Is::damaged) usable = false; // there are two signs, and nothing says which one is the receipt's
    if (last.is == LastSeen::Is::no_such_page) break;
    // A customer waits, and the silence of a module is no reason to doubt a usable sign.
    if ((last.is == LastSeen::Is::not_told || last.is == LastSeen::Is::not_now) && usable) break;
    if ((last.is != LastSeen::Is::another && last.is != LastSeen::Is::once) || !noisy() || !sign) continue;
    if (!of_one_receipt(*sign, last.order.sign)) { // the last receipt is another one and says nothing of this one
      if (usable) break;
      continue;
    }
    other = last.order;
    if (last.is == LastSeen::Is::another) break;
  }
  if (other) {
    const auto what = fmt::format("sent as {}, the module has receipt {} as {}", words(receipt), other->sign.receipt_count, words(*other));
    co_return Unknown{what};
  }
  co_return proved || usable ? FiscalResult{std::move(sign)} : FiscalResult{};
}

Task<std::optional<FiscalCounters>> FiscalSession::counters_of_open_shift() {
  const auto shift = co_await get_counters();
  const auto* report = std::get_if<engine::ZReport>(&shift);
  if (report == nullptr || !report->shift_open) co_return std::nullopt;
  co_return counters_of(*report);
}

FiscalSession::OutcomeTask<FiscalCounters> FiscalSession::do_prepare() {
  auto shift = co_await get_counters();
  if (const auto* report = std::get_if<engine::ZReport>(&shift); report != nullptr && !report->shift_open) {
    const auto opened = co_await do_open_shift();
    if (const auto* refused = std::get_if<Refused>(&opened)) co_return *refused;
    shift = co_await get_counters();
  }
  if (const auto* refused = std::get_if<Refused>(&shift)) co_return *refused;
  const auto* report = std::get_if<engine::ZReport>(&shift);
  // Nothing that registers was sent, so this is a refusal, not an unknown outcome.
  if (report == nullptr) co_return Refused{RefusalClass::unavailable, "", std::get<Unknown>(shift).why};
  if (!report->shift_open) co_return Refused{RefusalClass::service, "", "the shift does not open"};
  co_return counters_of(*report);
}

FiscalSession::OutcomeTask<FiscalResult> FiscalSession::do_register(Receipt receipt, FiscalCounters before) {
  bool opened = false;
  bool waited = false;
  for (;;) {
    const auto time = co_await operation_time();
    if (!time) co_return Refused{RefusalClass::unavailable, "", "the module does not tell its time"};
    receipt.time = *time;
    const auto body = receipt.body(*time);
    if (!body) co_return Refused{RefusalClass::invalid, "", body.error()};
    const ExchangeResult result = co_await ask("POST", receipt.refund ? "/order/refuse/" : "/order/create/", *body, Shape::sign);
    if (result.end == ExchangeResult::End::not_sent) co_return unavailable(result);
    if (result.end != ExchangeResult::End::answered) {
      const Refused if_not{RefusalClass::unavailable, "", "not registered: " + result.why};
      co_return co_await resolve(receipt, before, if_not, true);
    }
    if (result.answer.success) co_return co_await registered(receipt, read_sign(result.answer.data));

    const Refused refusal = refused_by(result.answer.error);
    switch (classify(result.answer.error).action) {
    case ErrorAction::open_shift: {
      if (opened) co_return refusal;
      opened = true;
      const auto open = co_await do_open_shift();
      const auto fresh = co_await counters_of_open_shift();
      if (!fresh) co_return refusal;
      before = *fresh; // the new shift counts from zero
      continue;
    }
    case ErrorAction::wrong_time: clock_.forget(); [[fallthrough]];
    case ErrorAction::wait_and_retry:
      if (waited) co_return refusal;
      waited = true;
      co_await pause(retry_pause);
      continue;
    case ErrorAction::ask_before_retry: co_return co_await resolve(receipt, before, refusal, false);
    case ErrorAction::none: { // the module refused without a reason, so the receipt may be registered
      const Refused no_reason{RefusalClass::service, "", "refused without a reason"};
      co_return co_await resolve(receipt, before, no_reason, false);
    }
    case ErrorAction::already_open:
    case ErrorAction::shift_empty:
    case ErrorAction::not_initialised:
    case ErrorAction::refund_refused:
    case ErrorAction::memory_full:
    case ErrorAction::blocked:
    case ErrorAction::invalid:
    case ErrorAction::service:
      if (noisy()) { // one changed digit of the error's number would turn "perhaps registered" into "certainly not"
        const auto shift = co_await get_counters();
        const auto* report = std::get_if<engine::ZReport>(&shift);
        if (report != nullptr && judge(receipt, before, *report) != Verdict::not_registered)
          co_return co_await resolve(receipt, before, refusal, false);
      }
      co_return refusal;
    }
  }
}

FiscalSession::OutcomeTask<FiscalResult> FiscalSession::do_find(Receipt receipt, FiscalCounters before) {
  const Refused if_not{RefusalClass::not_found, "", "not registered"};
  co_return co_await resolve(receipt, before, if_not, true);
}

Task<FiscalSession::LastSeen> FiscalSession::ask_last(Receipt receipt, std::optional<engine::FiscalSign> sign) {
  LastSeen seen;
  if (!page_.worth_asking(now_)) {
    seen.is = LastSeen::Is::no_such_page;
    co_return seen;
  }
  const ExchangeResult result = co_await ask("GET", "/order/last/", "", Shape::last);
  seen.why = result.why;
  const auto last = result.ok() ? read_last(result.answer.data) : std::nullopt;
  if (!last) {
    const bool whole = result.end == ExchangeResult::End::answered || result.end == ExchangeResult::End::unreadable;
    if (result.status == 404) { // as HTML, as JSON, or without a body
      page_.missing(now_, whole);
      seen.is = page_.worth_asking(now_) ? LastSeen::Is::unreadable : LastSeen::Is::no_such_page;
    } else if (whole) {
      page_.told_nothing();
      // A module may answer a request for a missing page with another page of its own. An error of its server says nothing of the page.
      if (result.end == ExchangeResult::End::answered && of_its_state(result.answer.error)) seen.is = LastSeen::Is::not_now;
      else if (result.status >= 400) seen.is = LastSeen::Is::busy;
      else if (result.end == ExchangeResult::End::unreadable) seen.is = LastSeen::Is::unreadable;
    } else if (result.end == ExchangeResult::End::lost) {
      page_.silent();
    }
    co_return seen;
  }
  page_.told_receipt();
  seen.order = *last;
  const bool certain = orders_.again(*last, same_order) || !noisy();
  const auto fit = ways_.fits(receipt, *last);
  const bool by_number = last->number == receipt.number, by_time = !receipt.time.empty() && last->time == receipt.time;
  const bool by_sign = sign && of_one_receipt(*sign, last->sign);
  const bool known = by_number || by_time || by_sign || fit == ModuleWays::Fit::its_way;
  const bool fitting = fit == ModuleWays::Fit::as_sent || fit == ModuleWays::Fit::its_way || (fit == ModuleWays::Fit::new_way && certain);
  if (!known || !fitting) {
    seen.is = certain ? LastSeen::Is::another : LastSeen::Is::once;
  } else if (!believe(last->sign)) {
    seen.is = LastSeen::Is::damaged;
  } else {
    seen.is = by_time ? LastSeen::Is::ours : by_number || by_sign ? LastSeen::Is::ours_by_number : LastSeen::Is::ours_by_count;
  }
  co_return seen;
}

/// Asks the module until it has told enough, or until the time for asking is over. Sends nothing that registers.
FiscalSession::OutcomeTask<FiscalResult> FiscalSession::resolve(Receipt receipt, FiscalCounters before, Refused if_not, bool settle) {
  const auto give_up = now_ + settings_.resolve_for;
  Millis wait = retry_pause;
  bool not_registered_before = !settle;
  bool put_off = false; // the last answer of /order/last/ was an error of the module's state
  int counted = 0;      // how often the counters said that the receipt was registered
  int unreadable = 0;   // how often in a row /order/last/ answered something unreadable beside that
  for (;;) {
    std::string why = "the module cannot be asked";
    const LastSeen last = co_await ask_last(receipt, std::nullopt);
    if (last.is != LastSeen::Is::not_told) put_off = last.is == LastSeen::Is::not_now;
    if (last.is == LastSeen::Is::ours) {
      keeper_.registered();
      co_return FiscalResult{last.order.sign};
    }
    const auto shift = co_await get_counters();
    if (const auto* report = std::get_if<engine::ZReport>(&shift)) {
      const auto verdict = judge(receipt, before, *report);
      if (verdict == Verdict::not_registered) {
        if (not_registered_before) co_return if_not;
        // A slow module may still be registering the receipt. So it must say "not registered" once more, a while later.
        not_registered_before = true;
        co_await pause(settings_.settle);
        continue;
      }
      // A receipt with our number and sums is ours unless the counters speak against it, because numbers are not used
      // twice (rules R23).
      const bool nothing_else = report->total_sale_count + report->total_refund_count == before.sale_count + before.refund_count + 1;
      if (last.is == LastSeen::Is::ours_by_number ||
          (last.is == LastSeen::Is::ours_by_count && verdict == Verdict::registered && nothing_else)) {
        keeper_.registered();
        co_return FiscalResult{last.order.sign};
      }
      if (verdict == Verdict::registered) {
        if (last.is == LastSeen::Is::another || last.is == LastSeen::Is::ours_by_count)
          co_return Unknown{"one receipt more was registered, but the last one is another"};
        // Rules R31: the receipt is registered. Where the page /order/last/ is missing, its sign is lost. A silent
        // page is asked a few times more.
        if (!put_off) ++counted;
        unreadable = last.is == LastSeen::Is::unreadable ? unreadable + 1 : 0;
        const bool told = last.is == LastSeen::Is::no_such_page || (unreadable >= (noisy() ? 3 : 2) && !line_may_hide_it());
        if (told || (counted >= 4 && !line_may_hide_it())) {
          keeper_.registered();
          co_return FiscalResult{};
        }
      } else {
        why = "the module's counters do not tell";
        const bool may_tell_yet = last.is == LastSeen::Is::not_told || last.is == LastSeen::Is::not_now || last.is == LastSeen::Is::busy ||
                                  last.is == LastSeen::Is::damaged || last.is == LastSeen::Is::once;
        if (!may_tell_yet) co_return Unknown{why};
      }
    }
    if (now_ + wait > give_up) {
      // Over a serial line one silence may be the line's, while the page is there. The page would say whether the registered receipt is ours
      // as it was sent, and its sign. So the outcome stays unknown, and the next search asks again.
      if (counted > 0 && !put_off && (!noisy() || !page_.worth_asking(now_))) co_return FiscalResult{};
      co_return Unknown{why};
    }
    co_await pause(wait);
    wait = std::min(wait * 2, Millis{8'000});
  }
}

} // namespace devices::fiscal
