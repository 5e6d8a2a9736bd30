#include "pay_scenes.h"

namespace kiosk::made_up {
namespace {

using namespace engine;

constexpr std::string_view fiscal_url = "https://ofd.soliq.uz/check?t=EP000000000025&r=4217&c=20261122140209&s=452891032287";

void healthy(View& v, std::int64_t wall_ms) {
  auto& d = v.devices;
  d.store.health = d.printer.health = d.fiscal.health = d.cash.health = d.scanner.health = Health::ok;
  d.store.logged_in = d.store.orders_open = d.printer.online = true;
  d.store.last_answer_ms = 140;
  d.fiscal.reachable = d.fiscal.shift_open = d.fiscal.shift_known = true;
  d.fiscal.info.receipt_capacity = 858, d.fiscal.info.terminal_id = "EP000000000025", d.fiscal.info.cashbox_number = "12",
  d.fiscal.info.applet_version = "0324", d.fiscal.info.shifts_closed = 41, d.fiscal.info.shifts_capacity = 832;
  d.scanner.reads = 212;
  d.cash.identification = "SM-UZ1357 17K0001234";
  d.cash.denominations = {1000, 2000, 5000, 10000, 20000, 50000, 100000, 200000};
  d.catalog_size = 2143, d.catalog_synced_ms = wall_ms - 400'000;
  d.printer_since_ms = wall_ms - 5 * 60'000, d.fiscal_since_ms = wall_ms - 30 * 60'000;
  d.cash_since_ms = d.scanner_since_ms = wall_ms - 309 * 60'000, d.store_since_ms = wall_ms - 166 * 60'000;
  v.staff.offered = true;
}

struct Maker {
  Instant now;
  std::int64_t wall_ms;
  std::vector<PayScene> scenes;

  PayScene& add(std::string name, StageKind stage) {
    PayScene s;
    s.name = std::move(name);
    healthy(s.view, wall_ms);
    s.view.stage = stage;
    s.view.total = Money::som(158'000);
    s.view.order_number = "4217";
    s.view.can_go_back = true;
    scenes.push_back(std::move(s));
    return scenes.back();
  }

  void card() {
    add("card", StageKind::card);
    add("card-typing", StageKind::card).type = "86001234567897";
    add("card-warning", StageKind::card).type = "8600123456789013";
    auto& ready = add("card-ready", StageKind::card);
    ready.type = "8600495473316478", ready.taps = {"key.0", "key.3", "key.9", "key.9"};
    auto& month = add("card-bad-month", StageKind::card);
    month.type = "9860495473316478", month.taps = {"key.1", "key.5"};
    auto& refused = add("card-refused", StageKind::card);
    refused.view.card.message = CardMessage::card_refused, refused.view.card.server_text = "Card is blocked";
    add("card-busy", StageKind::card).view.card.busy = true;
  }

  void sms() {
    const auto code = [&](std::string name) -> PayScene& {
      auto& s = add(std::move(name), StageKind::sms);
      s.view.card.phone = "+998 \u2022\u2022 \u2022\u2022\u2022 \u2022\u2022 67";
      s.view.card.resend_at = now + Millis{48'000}, s.view.card.resend_wait = Millis{60'000};
      return s;
    };
    code("sms").type = "408";
    code("sms-ready").type = "408112";
    code("sms-wrong").view.card.message = CardMessage::wrong_code;
    auto& dead = code("sms-dead");
    dead.view.card.message = CardMessage::dead_code, dead.view.card.resend_at = now;
    code("sms-busy").view.card.busy = true;
  }

  void cash() {
    const auto paying = [&](std::string name, std::int64_t inserted) -> PayScene& {
      auto& s = add(std::move(name), StageKind::cash);
      auto& c = s.view.cash;
      c.due = Money::som(158'000), c.inserted = Money::som(inserted), c.left = c.due - c.inserted;
      c.accepted = {1000, 2000, 5000, 10000, 20000, 50000, 100000, 200000};
      return s;
    };
    paying("cash", 0);
    paying("cash-checking", 100'000).view.cash.checking = 50'000;
    paying("cash-rejected", 100'000).view.cash.message = CashMessage::note_rejected;
    auto& exact = paying("cash-exact", 150'000);
    exact.view.cash.vouchers = false, exact.view.cash.accepted = {1000, 2000, 5000}, exact.view.cash.message = CashMessage::too_large;
    auto& jammed = paying("cash-jammed", 100'000);
    jammed.view.cash.message = CashMessage::jammed, jammed.view.cash.accepted.clear();
    paying("cash-note-unknown", 100'000).view.cash.message = CashMessage::note_unknown;
    auto& closing = paying("cash-closing", 100'000);
    closing.view.cash.closing = true, closing.view.can_go_back = false;
    auto& over = paying("cash-overpay", 100'000);
    over.view.cash.overpay = CashView::Overpay{100'000, Money::som(42'000), now + Millis{14'000}, Millis{20'000}};
  }

  void processing() {
    auto& ordering = add("ordering", StageKind::ordering);
    ordering.view.work = {{WorkKind::prices, WorkState::done}, {WorkKind::order, WorkState::running}};
    ordering.view.can_go_back = false;
    auto& lost = add("ordering-search", StageKind::ordering);
    lost.view.work = {
        {WorkKind::prices, WorkState::done}, {WorkKind::order, WorkState::failed}, {WorkKind::order_search, WorkState::running}};
    lost.view.can_go_back = false;
    auto& s = add("processing", StageKind::processing);
    s.view.done.method = Method::card;
    s.view.work = {{WorkKind::order, WorkState::done},
                   {WorkKind::payment, WorkState::done},
                   {WorkKind::fiscal, WorkState::running},
                   {WorkKind::print, WorkState::waiting}};
    s.view.done.card_last_four = "3456", s.view.can_go_back = false;
    auto& cash = add("processing-cash", StageKind::processing);
    cash.view.work = s.view.work, cash.view.done.method = Method::cash, cash.view.can_go_back = false;
    auto& kept = add("processing-kept", StageKind::processing);
    kept.view.work = {{WorkKind::order, WorkState::done}, {WorkKind::print, WorkState::running}};
    kept.view.done.method = Method::later, kept.view.can_go_back = false;
    auto& later = add("processing-later", StageKind::processing);
    later.view.work = {{WorkKind::order, WorkState::done},
                       {WorkKind::payment, WorkState::done},
                       {WorkKind::store_receipt, WorkState::later},
                       {WorkKind::print, WorkState::running}};
    later.view.can_go_back = false;
  }

  void done() {
    const auto ended = [&](std::string name) -> PayScene& {
      auto& s = add(std::move(name), StageKind::done);
      auto& d = s.view.done;
      d.method = Method::card, d.paid = Money::som(152'000), d.card_last_four = "3456", d.qr_url = fiscal_url;
      d.fiscal = FiscalState::store_ready, d.print = PrintState::printed;
      d.in_hand = {"Tandır nan", "sút", "alma"}, d.in_hand_pieces = 4;
      d.to_collect = {"Ayǵabaǵar mayı", "pal"}, d.to_collect_pieces = 3;
      d.closes_at = now + Millis{23'000};
      return s;
    };
    ended("done");
    auto& paper = ended("done-no-paper");
    paper.view.done.print = PrintState::failed;
    auto& voucher = ended("done-voucher");
    voucher.view.done.method = Method::cash, voucher.view.done.fiscal = FiscalState::registered;
    voucher.view.done.voucher = PayoutView{"V-000123-4471", Money::som(42'000), true};
    auto& unprinted = ended("done-voucher-qr");
    unprinted.view.done = voucher.view.done;
    unprinted.view.done.print = PrintState::failed, unprinted.view.done.voucher->printed = false;
    auto& follows = ended("done-follows");
    follows.view.done.qr_url.clear(), follows.view.done.fiscal = FiscalState::store_pending;
    auto& later = ended("done-later");
    later.view.done.method = Method::later, later.view.done.qr_url.clear(), later.view.done.fiscal = FiscalState::none;
    later.view.done.in_hand.clear(), later.view.done.in_hand_pieces = 0, later.view.done.delivery = DeliveryType::courier;
    later.view.order_number = "GLB-0004217";
  }

  void failed() {
    const auto broken = [&](std::string name, FailureKind kind) -> PayScene& {
      auto& s = add(std::move(name), StageKind::failed);
      s.view.failed.kind = kind, s.view.failed.at_stake = Money::som(158'000);
      s.view.done.card_last_four = kind == FailureKind::payment_unknown ? "3456" : "";
      return s;
    };
    auto& bank = broken("failed-unknown", FailureKind::payment_unknown);
    bank.view.failed.next_ask = now + Millis{12'000}, bank.view.failed.ask_wait = Millis{16'000};
    auto& refused = broken("failed-refused", FailureKind::order_refused);
    refused.view.failed.can_retry_payment = true, refused.view.failed.server_text = "";
    broken("failed-unknown-over", FailureKind::payment_unknown); // two minutes are over
    auto& no_paper = broken("failed-unknown-no-paper", FailureKind::payment_unknown);
    no_paper.view.devices.printer.paper_out = true;
    broken("failed-order-unknown", FailureKind::order_unknown);
    broken("failed-due-unknown", FailureKind::due_unknown);
    auto& note = broken("failed-note", FailureKind::note_unknown);
    note.view.failed.at_stake = note.view.failed.unknown_note = Money::som(100'000);
    auto& kept = broken("failed-note-kept", FailureKind::note_unknown); // told after all, too late
    kept.view.failed.at_stake = kept.view.failed.kept_note = Money::som(100'000);
    broken("failed-note-back", FailureKind::note_unknown).view.failed.at_stake = Money{};
    auto& claim = broken("failed-claim", FailureKind::cash_claim);
    claim.view.failed.claim = PayoutView{"C-000123-0918", Money::som(100'000), true}, claim.view.failed.at_stake = Money::som(100'000);
    auto& both = broken("failed-claim-note", FailureKind::cash_claim);
    both.view.failed = claim.view.failed, both.view.failed.unknown_note = Money::som(50'000);
    auto& late = broken("failed-claim-note-kept", FailureKind::cash_claim);
    late.view.failed = claim.view.failed, late.view.failed.kept_note = Money::som(50'000);
    auto& paper = broken("failed-claim-qr", FailureKind::cash_claim);
    paper.view.failed.claim = PayoutView{"C-000123-0918", Money::som(100'000), false}, paper.view.failed.at_stake = Money::som(100'000);
    paper.view.failed.print = PrintState::failed;
    broken("failed-internal", FailureKind::internal).view.failed.at_stake = {};
  }

  void staff_data(View& v) const {
    auto& s = v.staff;
    s.logged_in = true, s.name = "Aygul O.", s.role = "technician";
    s.cassette = {{1000, 61}, {5000, 80}, {10000, 93}, {50000, 71}, {100000, 35}, {200000, 2}};
    for (const auto& kind : s.cassette) s.cassette_total += Money::som(kind.denomination) * kind.count;
    s.sales_by_hour.assign(24, 0);
    const std::array<std::int64_t, 8> sold{4, 7, 10, 8, 15, 19, 23, 18};
    for (std::size_t i = 0; i < sold.size(); ++i) s.sales_by_hour[7 + i] = sold[i];
    s.sales_today = Money::som(9'184'000), s.sales_today_count = 96;
    const auto item = [&](OpenItem::Kind kind, std::string id, std::string number, std::int64_t som, bool check) {
      OpenItem i;
      using Detail = OpenItem::Detail;
      switch (kind) {
      case OpenItem::Kind::abandoned_order: i.detail = Detail::cancel_order, i.said = "the customer left before paying cash"; break;
      case OpenItem::Kind::orphan_note: i.detail = Detail::note_for_no_sale, i.said = "118"; break;
      case OpenItem::Kind::act_unprinted: i.detail = Detail::print_act; break;
      case OpenItem::Kind::fiscal_queued: i.detail = Detail::module_waits, i.said = "no answer within 30 s"; break;
      default: i.detail = Detail::pay_once;
      }
      i.kind = kind, i.id = std::move(id), i.number = std::move(number), i.amount = Money::som(som), i.needs_check_number = check;
      i.order_number = "4189", i.since_ms = wall_ms - 26 * 60'000;
      s.open.push_back(std::move(i));
    };
    item(OpenItem::Kind::act_unprinted, "act:12", "12", 4'120'000, false);
    s.open.back().order_number.clear();
    item(OpenItem::Kind::claim, "claim:1", "C-000123-0918", 100'000, true);
    item(OpenItem::Kind::voucher, "voucher:1", "V-000119-4471", 42'000, true);
    item(OpenItem::Kind::abandoned_order, "order:7", "", 0, false);
    item(OpenItem::Kind::orphan_note, "note:3", "", 50'000, false);
    item(OpenItem::Kind::fiscal_queued, "fiscal:9", "", 158'000, false);
    s.acts = {{12, wall_ms - 26 * 60'000, Money::som(4'120'000), true}, {11, wall_ms - 26 * 3'600'000, Money::som(3'950'000), false}};
    for (std::int64_t i = 0; i < 9; ++i) {
      SaleSummary sale;
      sale.sale = 123 - i, sale.at_ms = wall_ms - i * 11 * 60'000, sale.order_number = std::to_string(4217 - i);
      sale.method = i % 3 == 0 ? Method::cash : Method::card, sale.total = Money::som(158'000 - i * 7'500),
      sale.registered_here = i % 2 == 0;
      sale.lines = {{"Tandır nan, 400 g", Quantity::thousandths(2000), {}, Money::som(10'000)},
                    {"Ayǵabaǵar mayı tazalanǵan, 1 l", Quantity::thousandths(3000), Quantity::thousandths(1000), Money::som(72'000)},
                    {"Alma «Simirenko»", Quantity::thousandths(1450), {}, Money::som(31'900)}};
      if (i == 2) sale.refunds = {{1481, Money::som(24'000)}, {1490, Money::som(12'000)}};
      s.last_sales.push_back(std::move(sale));
    }
    s.skipped_rows = {"line 14: class_code has 16 digits", "line 88: unknown unit 9999", "line 203: vat_percent is no number"};
    s.unregistrable_products = 17;
    v.devices.queue_length = 1;
    ZReport z;
    z.number = 42, z.shift_open = true, z.open_time = "2026-09-21 08:58:11", z.total_sale_cash = Money::som(3'120'000),
    z.total_sale_card = Money::som(6'064'000), z.total_sale_vat = Money::som(984'000), z.total_sale_count = 96, z.total_refund_count = 1,
    z.total_refund_cash = Money::som(24'000);
    s.shift = z;
  }

  void staff() {
    const auto login = [&](std::string name) -> PayScene& {
      auto& s = add(std::move(name), StageKind::attract);
      s.nav.staff_login = true;
      return s;
    };
    login("login").type = "1234";
    auto& wrong = login("login-wrong");
    wrong.view.staff.pin_wrong = true, wrong.view.staff.tries_left = 3;
    auto& locked = login("login-locked");
    locked.view.staff.pin_wrong = true, locked.view.staff.locked_until = now + Millis{272'000};
    const auto page = [&](std::string name, std::vector<std::string> taps) -> PayScene& {
      auto& s = add(std::move(name), StageKind::attract);
      staff_data(s.view);
      s.taps = std::move(taps);
      return s;
    };
    page("staff", {});
    auto& trouble = page("staff-trouble", {});
    trouble.view.devices.printer.paper_out = true, trouble.view.devices.printer.health = Health::failed;
    trouble.view.devices.fiscal.info.unsent_receipts = 412, trouble.view.devices.fiscal.clock_offset_ms = 6 * 60'000 + 2'000;
    auto& paper = page("staff-printer", {"staff.tab.printer"});
    paper.view.devices.printer = trouble.view.devices.printer;
    page("staff-fiscal", {"staff.tab.fiscal"});
    page("staff-cash", {"staff.tab.cash"});
    page("staff-sales", {"staff.tab.sales"});
    page("staff-sale", {"staff.tab.sales", "staff.sale.123", "staff.line.0.plus"});
    page("staff-refund", {"staff.tab.sales", "staff.sale.121", "staff.line.0.plus", "staff.refund"});
    page("staff-open", {"staff.tab.open"});
    page("staff-settle", {"staff.tab.open", "staff.open.claim:1"});
    page("staff-goods", {"staff.tab.goods"});
    page("staff-encash", {"staff.encash"});
    page("staff-act-again", {"staff.tab.cash", "staff.act_again"});
    page("staff-act-missing", {"staff.tab.open", "staff.open.act:12"});
    page("staff-refund-copy", {"staff.tab.sales", "staff.sale.121"});
    page("staff-close", {"staff.close_shift"});
    auto& age = page("staff-age", {});
    age.view.stage = StageKind::payment, age.view.age_waiting = true, age.view.min_age = 21;
  }
};

} // namespace

std::vector<PayScene> pay_scenes(Instant now, std::int64_t wall_ms) {
  Maker maker{now, wall_ms, {}};
  maker.scenes.reserve(96);
  maker.card();
  maker.sms();
  maker.cash();
  maker.processing();
  maker.done();
  maker.failed();
  maker.staff();
  return std::move(maker.scenes);
}

} // namespace kiosk::made_up
