#include "engine/checkout/runner.h"

#include "engine/base/log.h"
#include "engine/base/wipe.h"
#include "engine/catalog/empty_catalog.h"
#include "engine/catalog/scan_resolve.h"
#include "engine/checkout/view/view_builder.h"
#include "engine/ledger/recovery.h"

#include <algorithm>
#include <array>
#include <bit>
#include <boost/describe/enum_to_string.hpp>
#include <cstdlib>
#include <cstring>

namespace engine {
namespace {

/// A short text lies inside the state itself, which lives on: an emptied text still has the letters of its last content. A longer text is wiped
/// when it is freed (kiosk/wiping_free.cpp).
void wipe_what_was(Visitor& visitor) {
  auto& r = visitor.receiver;
  for (auto* text : {&r.first_name, &r.last_name, &r.phone, &r.address}) {
    if (text->empty()) wipe(*text);
  }
}

} // namespace

Runner::Runner(RunnerPorts ports, RunnerSettings settings)
    : ports_{ports}, settings_{std::move(settings)}, catalog_{std::make_shared<EmptyCatalog>()} {
  state_.visitor.language = settings_.policy.default_language;
  publish();
}

Runner::~Runner() {
  *alive_ = false;
  for (const auto& [kind, id] : timers_) ports_.time.cancel(id);
}

void Runner::start() {
  auto recovered = recover(ports_.journal);
  spdlog::info("journal: {} rows, {} of them folded, {} sales", recovered.rows, recovered.folded, recovered.ledger.sales.size());
  state_.ledger = std::move(recovered.ledger);
  rows_since_checkpoint_ = recovered.folded;
  checkpoint_now_and_then();
  purge_personal(false);
  // Half a slip may hang out of the printer: a slip without an outcome, a slip that failed partly, or a report of which no row
  // tells. The half slip is cut off before the next slip. A cut without one costs three centimetres of paper at each start.
  if (ports_.printer && recovered.rows > 0) ports_.printer->assume_torn();
  watch_ports();
  handle(event::Started{});
}

/// Written only while no visitor is here, because the sales of years take a moment to write. Never written after a failed append, because the
/// ledger then has records that the disk lacks.
void Runner::checkpoint_now_and_then() {
  if (state_.journal_failed) return;
  if (rows_since_checkpoint_ < settings_.policy.checkpoint_rows || !std::holds_alternative<stage::Attract>(state_.stage)) return;
  rows_since_checkpoint_ = 0;
  keep_checkpoint(ports_.journal, state_.ledger);
}

/// Rules R30: personal data are purged at the start, an hour later and then each day, since a kiosk runs for months. Their age is the time
/// that the kiosk lived through, so a clock that is set years ahead purges no address too early. In that time a long pause counts as half a
/// day. A kiosk that was switched off for weeks must not keep data longer for that: so the wall clock counts too, after it had an hour to be
/// set right, unless a jump of it still stands on the staff's list. The phone for a receipt that waits for the module is kept until the
/// receipt is registered, however long that takes.
void Runner::purge_personal(bool wall_clock_too) {
  if (!state_.journal_failed) look_at_clock();
  const auto keep = settings_.keep_personal.count();
  std::vector<SaleId> needed;
  for (const auto id : state_.ledger.unfinished)
    if (needs_receiver(state_.ledger.sale(id))) needed.push_back(id);
  try {
    if (const auto sale = newest_older_than(state_.ledger, keep); sale != 0) ports_.journal.purge_personal_to(sale, needed);
    if (wall_clock_too && state_.ledger.clock_jumps.empty())
      ports_.journal.purge_personal(WallTime{ports_.time.wall().unix_ms - keep}, needed);
  } catch (const JournalError& e) {
    spdlog::error("old personal data was not deleted: {}", e.what());
  }
  ports_.time.after(Millis{wall_clock_too ? 86'400'000 : 3'600'000}, [this, alive = alive_] {
    if (*alive) purge_personal(true);
  });
}

void Runner::watch_ports() {
  const auto alive = alive_;
  ports_.store.on_status([this, alive](const StoreStatus& status) {
    if (*alive) handle(event::StoreChanged{status});
  });
  handle(event::StoreChanged{ports_.store.status()});
  if (auto* p = ports_.printer) {
    p->on_status([this, alive](const PrinterStatus& status) {
      if (*alive) handle(event::PrinterChanged{status});
    });
    handle(event::PrinterChanged{p->status()});
  }
  if (auto* f = ports_.fiscal) {
    f->on_status([this, alive](const FiscalStatus& status) {
      if (!*alive) return;
      learn_module_time(status);
      handle(event::FiscalChanged{status});
    });
    learn_module_time(f->status());
    handle(event::FiscalChanged{f->status()});
  }
  if (auto* c = ports_.cash) {
    c->on_status([this, alive](const CashStatus& status) {
      if (*alive) handle(event::CashChanged{status});
    });
    // This handler throws when the journal fails. Then the validator gets no acknowledgement and says the event again.
    c->on_event([this, alive](const CashEvent& what) {
      if (!*alive) return;
      handle(event::CashHappened{what});
      if (state_.journal_failed) throw JournalError("the note's event is not on disk");
    });
    handle(event::CashChanged{c->status()});
  }
  if (auto* s = ports_.scanner) {
    s->on_status([this, alive](const ScannerStatus& status) {
      if (*alive) handle(event::ScannerChanged{status});
    });
    s->on_code([this, alive](const std::string& code) {
      if (*alive) ask(intent::Scan{code});
    });
    handle(event::ScannerChanged{s->status()});
  }
}

bool Runner::stop() {
  if (!state_.stopping) handle(event::Stopping{});
  const auto& stage = state_.stage;
  const auto* finishing = std::get_if<stage::Finishing>(&stage);
  const bool answer_due = std::holds_alternative<stage::Ordering>(stage) || std::holds_alternative<stage::Paying>(stage) ||
                          std::holds_alternative<stage::Cash>(stage) || (finishing && finishing->part == stage::Finishing::Part::send);
  const bool busy = !state_.journal_failed && (answer_due || !state_.ledger.open_prints.empty());
  if (!ports_.cash) return !busy;
  ports_.cash->disable();
  return ports_.cash->status().settled && !busy;
}

void Runner::set_catalog(CatalogPtr catalog, std::int64_t synced_ms) {
  std::int64_t unregistrable = 0;
  std::vector<std::string> names;
  for (const auto id : catalog->in_category(0))
    if (const auto* product = catalog->find(id); product && !product->withheld && !product->registrable()) {
      ++unregistrable;
      if (names.size() < 100) names.push_back(fmt::format("{} ({})", product->name, product->id));
    }
  event::CatalogChanged changed{catalog->delivery_terms(),
                                catalog->delivery_attributes(),
                                static_cast<std::int64_t>(catalog->size()),
                                synced_ms,
                                unregistrable,
                                std::move(names),
                                catalog->skipped_rows(),
                                catalog->table_report()};
  {
    const std::lock_guard lock{shown_mutex_};
    catalog_ = std::move(catalog);
  }
  handle(changed);
}

void Runner::handle(const Event& event) { advance(event, nullptr); }

/// Between two events both clocks go on by the same time, unless the wall clock was set meanwhile.
void Runner::look_at_clock() {
  const auto now = context();
  const auto before = std::exchange(last_look_, now);
  if (!before) return;
  const WallTime expected{before->wall.unix_ms + (now.now - before->now).count()};
  const auto off = now.wall.unix_ms - expected.unix_ms;
  if (off > settings_.policy.clock_slack.count() || -off > settings_.policy.clock_slack.count())
    advance(event::ClockJumped{expected, now.wall}, nullptr);
}

void Runner::advance(const Event& event, Offered* offered) {
  const bool somebody = !state_.visitor.receiver.phone.empty();
  advance_by(event, offered);
  if (somebody && state_.visitor.receiver.phone.empty()) wipe_stack_below();
}

[[gnu::noinline]] void Runner::advance_by(const Event& event, Offered* offered) {
  if (!state_.journal_failed) look_at_clock();
  auto now = context(); // one time for the ledger and for the rows: memory has exactly what a restart will read
  Step result;
  try {
    std::array<std::uint8_t, sizeof now.random> drawn{};
    settings_.random(drawn);
    now.random = std::bit_cast<std::uint64_t>(drawn);
    result = step(std::move(state_), event, now, settings_.policy);
  } catch (const std::exception& e) { // a fault of the program, or a sum that overflows; the state was moved into the step and is lost
    spdlog::critical("a step failed, the kiosk stops selling until it is started again: {}", e.what());
    start_from_nothing();
    state_.step_failed = true;
    return stop_selling();
  }
  if (state_.customer && !result.state.customer)
    for (auto* text : {&state_.customer->first_name, &state_.customer->last_name, &state_.customer->phone}) wipe(*text);
  state_ = std::move(result.state);
  wipe_what_was(state_.visitor);
  if (result.refused) {
    if (!state_.journal_failed)
      spdlog::info("refused: {}", result.refused->why); // after a failure each step is refused, and the log has said so once
    return;                                             // secrets that wait for another request stay as they are
  }
  if (!result.records.empty()) {
    std::vector<JournalRow> rows;
    rows.reserve(result.records.size());
    for (const auto& record : result.records) rows.push_back(to_row(record, now.wall));
    try {
      ports_.journal.append(rows);
    } catch (const JournalError& e) {
      // No effect of this step may leave: a record that is not on disk did not happen. Only a restart, which reads the disk, sells again.
      spdlog::critical("the journal cannot be written, the kiosk stops selling: {}", e.what());
      return stop_selling(result.records);
    }
    rows_since_checkpoint_ += static_cast<std::int64_t>(rows.size());
  }
  const auto* asked = std::get_if<event::Asked>(&event);
  if (asked && offered) take_over(asked->intent, *offered);
  const bool had_failed = state_.journal_failed; // after a failure only effects that move no money are left
  for (const auto& effect : result.effects) try {
      execute(effect);
      if (state_.journal_failed && !had_failed) return; // this effect made the journal fail: the effects behind it may not leave either
    } catch (const std::exception& e) {                 // the state takes the request for sent, and would wait for its answer for ever
      spdlog::critical("a request could not be sent, the kiosk stops selling until it is started again: {}", e.what());
      state_.step_failed = true;
      return stop_selling();
    }
  if (asked && offered) forget_typed(); // a secret that the step's effects did not take is needed no more
  checkpoint_now_and_then();
  const bool only_tick = std::holds_alternative<event::TimerFired>(event) &&
                         std::get<event::TimerFired>(event).timer == TimerKind::background && result.records.empty();
  if (!only_tick) publish();
}

/// `lost`: the records that could not be written.
void Runner::stop_selling(std::span<const Record> lost) {
  state_ = halted(std::move(state_), lost);
  secrets_.card = {};
  forget_typed();
  forget_token();
  if (ports_.cash) ports_.cash->disable(); // a note in escrow goes back; giving it back moves no money and needs no row
  publish();
}

/// The ledger stays on disk for the next start. Here an empty ledger takes its place, with which nothing is done; only the machines' states are
/// kept.
void Runner::start_from_nothing() {
  state_ = {};
  state_.visitor.language = settings_.policy.default_language;
  state_.facts.store = ports_.store.status();
  if (ports_.printer) state_.facts.printer = ports_.printer->status();
  if (ports_.fiscal) state_.facts.fiscal = ports_.fiscal->status();
  if (ports_.cash) state_.facts.cash = ports_.cash->status();
  if (ports_.scanner) state_.facts.scanner = ports_.scanner->status();
}

/// For the address on a slip and the phone of a search. A sale goes on without them when they cannot be read.
std::optional<PersonalData> Runner::personal_of(SaleId sale) {
  try {
    return ports_.journal.find_personal(sale);
  } catch (const JournalError& e) {
    spdlog::error("personal data of sale {} cannot be read: {}", sale, e.what());
    return std::nullopt;
  }
}

void Runner::publish() {
  auto fresh = std::make_shared<View>();
  try {
    *fresh = make_view(state_, context(), settings_.policy);
  } catch (const std::exception& e) { // else the old view would stay for ever, with buttons that do something else by now
    spdlog::critical("the state cannot be shown, the kiosk stops selling until it is started again: {}", e.what());
    state_.journal_failed = state_.step_failed = true;
    if (ports_.cash) ports_.cash->disable();
    *fresh = View{};
    fresh->language = settings_.policy.default_language;
    fresh->out_of_service = true;
    fresh->stop = StopKind::program;
  }
  fresh->revision = ++revision_;
  {
    const std::lock_guard lock{shown_mutex_};
    shown_ = std::move(fresh);
  }
  const std::lock_guard lock{wake_mutex_};
  if (wake_) wake_();
}

void Runner::on_change(std::function<void()> wake) {
  const std::lock_guard lock{wake_mutex_};
  wake_ = std::move(wake);
}

ViewPtr Runner::view() const {
  const std::lock_guard lock{shown_mutex_};
  return shown_;
}

CatalogPtr Runner::catalog() const {
  const std::lock_guard lock{shown_mutex_};
  return catalog_;
}

// Intents -----------------------------------------------------------------------------------------------------------------

void Runner::send(Intent intent) {
  settings_.post([this, alive = alive_, intent = std::move(intent)] {
    if (*alive) ask(intent);
  });
}

void Runner::send_card(CardSecret card) {
  settings_.post([this, alive = alive_, held = std::make_shared<CardSecret>(std::move(card))] {
    if (*alive) ask(intent::SubmitCard{}, {.card = std::move(*held), .code = {}, .password = {}, .pin = {}});
  });
}

void Runner::send_secret(Intent intent, SecretBuffer secret) {
  settings_.post([this, alive = alive_, intent = std::move(intent), held = std::make_shared<SecretBuffer>(std::move(secret))] {
    if (!*alive) return;
    Offered offered;
    if (std::holds_alternative<intent::SubmitCode>(intent)) offered.code = std::move(*held);
    else if (std::holds_alternative<intent::SignIn>(intent)) offered.password = std::move(*held);
    else if (std::holds_alternative<intent::StaffLogin>(intent)) offered.pin = std::move(*held);
    ask(intent, std::move(offered));
  });
}

/// Keeps the one secret that belongs to the accepted intent. A PIN does not touch a card that waits for its invoice.
void Runner::take_over(const Intent& intent, Offered& offered) {
  if (std::holds_alternative<intent::SubmitCard>(intent)) secrets_.card = std::move(offered.card);
  else if (std::holds_alternative<intent::SubmitCode>(intent)) secrets_.code = std::move(offered.code);
  else if (std::holds_alternative<intent::SignIn>(intent)) secrets_.password = std::move(offered.password);
  else if (std::holds_alternative<intent::StaffLogin>(intent)) secrets_.pin = std::move(offered.pin);
}

void Runner::forget_typed() {
  secrets_.code = {};
  secrets_.password = {};
  secrets_.pin = {};
}

void Runner::forget_token() {
  std::fill(secrets_.token.begin(), secrets_.token.end(), '\0');
  secrets_.token.clear();
  secrets_.last_four.clear();
}

void Runner::ask(Intent intent, Offered offered) {
  event::Asked asked{std::move(intent), std::nullopt, std::nullopt};
  const auto known = catalog();
  const auto take = [&](const Product* product) {
    if (product) asked.product = *product;
  };
  if (const auto* scan = std::get_if<intent::Scan>(&asked.intent)) {
    auto resolved = resolve_scan(scan->raw, settings_.scan_rules, [&](std::string_view code) { return known->find_by_code(code); });
    asked.code = std::move(resolved.code);
    take(resolved.product);
    if (const auto* bad = std::get_if<UnreadableCode>(&*asked.code)) spdlog::info("scan of {} bytes: {}", scan->raw.size(), bad->why);
  } else if (const auto* add = std::get_if<intent::AddProduct>(&asked.intent)) {
    take(known->find(add->product));
  } else if (const auto* set = std::get_if<intent::SetQuantity>(&asked.intent)) {
    if (const auto* line = state_.visitor.cart.find(set->line)) take(known->find(line->product));
  }
  advance(asked, &offered);
}

// Effects -----------------------------------------------------------------------------------------------------------------

void Runner::execute(const Effect& effect) {
  std::visit([this](const auto& e) { run(e); }, effect);
}

// Every reply first checks that the runner still lives. Then it becomes an event.
#define KIOSK_REPLY(...)                                                                                                                   \
  [this, alive = alive_, e](auto outcome) {                                                                                                \
    if (*alive) handle(__VA_ARGS__);                                                                                                       \
  }

void Runner::run(const effect::RefreshProducts& e) {
  ports_.store.refresh_products(e.ids, [this, alive = alive_, ticket = e.ticket](auto outcome) {
    if (!*alive) return;
    // The store knows the price. Age, marking and class code are those of today's products.csv, and not those at the time of the scan.
    if (auto* fresh = std::get_if<StorePort::FreshProducts>(&outcome))
      for (const auto known = catalog(); auto& product : fresh->products)
        if (const auto* row = known->find(product.id)) product.attributes = row->attributes, product.withheld = row->withheld;
    handle(event::ProductsRefreshed{ticket, std::move(outcome)});
  });
}

void Runner::run(const effect::SavePersonal& e) {
  try {
    ports_.journal.save_personal(e.sale, ports_.time.wall(), e.data);
  } catch (const JournalError& error) {
    // An order without its row of personal data is worse than no order. Without the name nobody knows whose slip it is. Without the phone the
    // module refuses the card's receipt for ever, and an order without a mark is not found again.
    spdlog::critical("personal data of sale {} was not kept, the kiosk stops selling: {}", e.sale, error.what());
    stop_selling();
  }
}

void Runner::run(const effect::CreateOrder& e) {
  spdlog::info("sale {}: create_order over {} so'm, {} lines", e.sale, e.request.amount.to_som_text(), e.request.items.size());
  ports_.store.create_order(e.account, e.request, [this, alive = alive_, ticket = e.ticket, sale = e.sale](auto outcome) {
    if (*alive) handle(event::OrderAnswered{ticket, sale, std::move(outcome)});
  });
}

void Runner::run(const effect::FindOrders& e) {
  std::string phone;
  if (e.sale != 0 && e.purpose == SearchFor::order)
    if (const auto personal = personal_of(e.sale)) phone = personal->phone;
  auto filter = make_order_filter(e.purpose, state_.ledger, e.sale, settings_.policy, e.order_number, phone);
  ports_.store.find_orders(e.account, std::move(filter), KIOSK_REPLY(event::OrdersFound{e.ticket, e.sale, e.purpose, std::move(outcome)}));
}

void Runner::run(const effect::WatchOrders& e) {
  ports_.store.find_orders(Account::kiosk, make_watch_filter(state_.ledger, e.sales),
                           KIOSK_REPLY(event::OrdersWatched{e.ticket, std::move(outcome)}));
}

void Runner::run(const effect::CreateInvoice& e) {
  ports_.store.create_receipt(e.account, e.order_id, e.amount, KIOSK_REPLY(event::InvoiceAnswered{e.ticket, e.sale, std::move(outcome)}));
}

void Runner::run(const effect::CreateCard& e) {
  ports_.store.create_card(std::move(secrets_.card), [this, alive = alive_, e](Outcome<CardToken> outcome) {
    if (!*alive) return;
    if (auto* card = std::get_if<CardToken>(&outcome)) {
      // The token of a customer who went back must not become the token of the customer who stands here now.
      if (const auto* entry = std::get_if<stage::CardEntry>(&state_.stage); entry && entry->ticket == e.ticket) {
        secrets_.token = std::move(card->token);
        secrets_.last_four = card->last_four;
      }
      return handle(event::CardAnswered{e.ticket, card->last_four});
    }
    if (const auto* no = std::get_if<Refused>(&outcome)) return handle(event::CardAnswered{e.ticket, *no});
    handle(event::CardAnswered{e.ticket, std::get<Unknown>(outcome)});
  });
  secrets_.card = {};
}

void Runner::run(const effect::RequestCode& e) {
  ports_.store.request_code(secrets_.token, KIOSK_REPLY(event::CodeAnswered{e.ticket, std::move(outcome)}));
}

void Runner::run(const effect::VerifyCode& e) {
  ports_.store.verify_card(secrets_.token, std::move(secrets_.code), [this, alive = alive_, e](Outcome<CardToken> outcome) {
    if (!*alive) return;
    if (auto* card = std::get_if<CardToken>(&outcome)) {
      const auto* entry = std::get_if<stage::CodeEntry>(&state_.stage);
      // The token of this answer replaces the older one (engine/store/PROTOCOL.md section 7.2).
      if (!card->token.empty() && entry && entry->ticket == e.ticket) secrets_.token = std::move(card->token);
      return handle(event::VerifyAnswered{e.ticket, Done{}});
    }
    if (const auto* no = std::get_if<Refused>(&outcome)) return handle(event::VerifyAnswered{e.ticket, *no});
    handle(event::VerifyAnswered{e.ticket, std::get<Unknown>(outcome)});
  });
  secrets_.code = {};
}

void Runner::run(const effect::PayInvoice& e) {
  spdlog::info("sale {}: receipts_pay", e.sale);
  ports_.store.pay_receipt(e.account, secrets_.token, e.receipt_id, KIOSK_REPLY(event::PayAnswered{e.ticket, e.sale, std::move(outcome)}));
}

void Runner::run(const effect::ForgetCard&) {
  secrets_.card = {};
  secrets_.code = {};
  forget_token();
}

void Runner::run(const effect::ClearCart& e) { ports_.store.clear_cart(KIOSK_REPLY(event::CartClearAnswered{e.sale, std::move(outcome)})); }

void Runner::run(const effect::EnableCash& e) {
  if (ports_.cash) ports_.cash->enable(e.denominations);
}
void Runner::run(const effect::DisableCash&) {
  if (ports_.cash) ports_.cash->disable();
}
void Runner::run(const effect::StackNote&) {
  if (ports_.cash) ports_.cash->stack();
}
void Runner::run(const effect::ReturnNote&) {
  if (ports_.cash) ports_.cash->return_note();
}
void Runner::run(const effect::HoldNote&) {
  if (ports_.cash) ports_.cash->hold();
}

namespace {
const Refused no_module{RefusalClass::unavailable, "", "no fiscal module is configured"};
}

void Runner::run(const effect::PrepareFiscal& e) {
  if (!ports_.fiscal) return handle(event::FiscalPrepared{e.ticket, e.sale, no_module});
  ports_.fiscal->prepare(KIOSK_REPLY(event::FiscalPrepared{e.ticket, e.sale, std::move(outcome)}));
}

void Runner::run(const effect::RegisterSale& e) {
  if (!ports_.fiscal) return handle(event::FiscalAnswered{e.ticket, e.sale, false, no_module});
  spdlog::info("sale {}: fiscal receipt {}", e.sale, e.receipt.number);
  auto receipt = e.receipt;
  // The module wants the payer's phone, which the journal does not hold (rules R30).
  if (receipt.wallet && receipt.wallet->phone_number.empty())
    if (const auto personal = personal_of(e.sale)) receipt.wallet->phone_number = personal->phone;
  ports_.fiscal->register_sale(receipt, e.before, KIOSK_REPLY(event::FiscalAnswered{e.ticket, e.sale, false, std::move(outcome)}));
}

void Runner::run(const effect::FindSale& e) {
  if (!ports_.fiscal) return handle(event::FiscalAnswered{e.ticket, e.sale, true, Unknown{no_module.text}});
  ports_.fiscal->find_sale(e.receipt, e.before, KIOSK_REPLY(event::FiscalAnswered{e.ticket, e.sale, true, std::move(outcome)}));
}

void Runner::run(const effect::PrintModuleCopy& e) {
  if (!ports_.fiscal) return;
  ports_.fiscal->print_copy([sale = e.sale](const Outcome<Done>& outcome) {
    if (!std::holds_alternative<Done>(outcome)) spdlog::warn("sale {}: the module did not print its copy", sale);
  });
}

void Runner::print(std::int64_t job, const Slip& slip, std::function<void(Outcome<Done>)> reply) {
  if (!ports_.printer) return reply(Refused{RefusalClass::unavailable, "", "no printer is configured"});
  ports_.printer->print(job, slip, [alive = alive_, reply = std::move(reply)](Outcome<Done> outcome) {
    if (*alive) reply(std::move(outcome));
  });
}

/// Each answer of the module to /info/ tells the module's time, and so how far the wall clock is off.
void Runner::learn_module_time(const FiscalStatus& status) {
  if (status.info.current_time.empty() || status.info.current_time == module_said_) return;
  module_said_ = status.info.current_time;
  module_time_ = Context{ports_.time.now(), WallTime{ports_.time.wall().unix_ms + status.clock_offset_ms}};
}

/// The time of printing, as it stands on a slip: the wall clock's. A wall clock that is off by more than rules R25 allow (a board without a
/// battery starts in 1970) is not used where the module has told its time.
WallTime Runner::slip_time() const {
  const auto wall = ports_.time.wall();
  if (!module_time_) return wall;
  const WallTime module{module_time_->wall.unix_ms + (ports_.time.now() - module_time_->now).count()};
  return std::abs(module.unix_ms - wall.unix_ms) > settings_.policy.clock_slack.count() ? module : wall;
}

void Runner::run(const effect::PrintSlip& e) {
  std::string address;
  if (const auto personal = personal_of(e.sale)) address = personal->address;
  const auto slip = e.refund ? make_refund_slip(state_.ledger.sale(e.sale), e.refund, settings_.shop, ports_.words, slip_time(), e.copy)
                             : make_sale_slip(state_.ledger, e.sale, e.slip, settings_.shop, ports_.words, slip_time(), address);
  print(e.job, slip, [this, e](Outcome<Done> outcome) { handle(event::Printed{e.job, e.sale, e.slip, std::move(outcome)}); });
}

void Runner::run(const effect::SignIn& e) {
  ports_.store.sign_in(e.phone, std::move(secrets_.password), KIOSK_REPLY(event::SignInAnswered{e.ticket, std::move(outcome)}));
  secrets_.password = {};
}

void Runner::run(const effect::SignOut&) { ports_.store.sign_out(); }

void Runner::run(const effect::StartTimer& e) {
  run(effect::StopTimer{e.timer});
  timers_[e.timer] = ports_.time.after(e.delay, [this, alive = alive_, timer = e.timer] {
    if (!*alive) return;
    timers_.erase(timer);
    handle(event::TimerFired{timer});
  });
}

void Runner::run(const effect::StopTimer& e) {
  const auto it = timers_.find(e.timer);
  if (it == timers_.end()) return;
  ports_.time.cancel(it->second);
  timers_.erase(it);
}

// Staff -------------------------------------------------------------------------------------------------------------------

void Runner::run(const effect::VerifyPin& e) {
  if (!settings_.verify_pin) return handle(event::PinChecked{e.ticket, std::nullopt});
  settings_.verify_pin(std::move(secrets_.pin), [this, alive = alive_, e](auto name_and_role) {
    if (*alive) handle(event::PinChecked{e.ticket, std::move(name_and_role)});
  });
  secrets_.pin = {};
}

/// The newest row's number and hash, as `kiosk --verify-journal` prints them.
std::string Runner::journal_head() const {
  const auto head = ports_.journal.head();
  return fmt::format("{} {}", head.seq, to_hex(head.hash));
}

std::function<void(Outcome<ZReport>)> Runner::shift_reply(Ticket ticket, std::string action) {
  return [this, alive = alive_, ticket, action = std::move(action)](Outcome<ZReport> outcome) {
    if (*alive) handle(event::ShiftAnswered{ticket, action, std::move(outcome)});
  };
}

void Runner::run(const effect::OpenShift& e) {
  if (!ports_.fiscal) return handle(event::ShiftAnswered{e.ticket, "open_shift", no_module});
  ports_.fiscal->open_shift([this, alive = alive_, e](const Outcome<Done>& outcome) {
    if (!*alive) return;
    if (std::holds_alternative<Done>(outcome)) return ports_.fiscal->read_shift(shift_reply(e.ticket, "open_shift"));
    const auto* no = std::get_if<Refused>(&outcome);
    if (no) return handle(event::ShiftAnswered{e.ticket, "open_shift", *no});
    handle(event::ShiftAnswered{e.ticket, "open_shift", std::get<Unknown>(outcome)});
  });
}

void Runner::run(const effect::CloseShift& e) {
  if (!ports_.fiscal) return handle(event::ShiftAnswered{e.ticket, "close_shift", no_module});
  ports_.fiscal->close_shift(true, shift_reply(e.ticket, "close_shift"));
}

void Runner::run(const effect::XReport& e) {
  if (!ports_.fiscal) return handle(event::ShiftAnswered{e.ticket, "x_report", no_module});
  ports_.fiscal->x_report(shift_reply(e.ticket, "x_report"));
}

void Runner::run(const effect::PrintTestPage& e) {
  const auto& f = state_.facts;
  TestPageData data;
  data.head = make_slip_head(settings_.shop, settings_.policy.default_language, slip_time());
  data.profile = settings_.printer_profile;
  const auto line = [](std::string_view name, Health health, const std::string& detail) {
    return fmt::format("{}: {} {}", name, boost::describe::enum_to_string(health, "?"), detail);
  };
  data.devices = {line("store", f.store.health, f.store.detail), line("fiscal", f.fiscal.health, f.fiscal.detail),
                  line("printer", f.printer.health, f.printer.detail), line("cash", f.cash.health, f.cash.detail),
                  line("scanner", f.scanner.health, f.scanner.detail)};
  print(e.job, test_page_slip(data, ports_.words), [this, job = e.job](Outcome<Done> outcome) {
    handle(event::StaffPrinted{job, std::move(outcome)});
  });
}

void Runner::run(const effect::PrintShiftReport& e) {
  ShiftReportData data{make_slip_head(settings_.shop, settings_.policy.default_language, slip_time()), e.report, journal_head(), {}};
  if (e.copy) data.copy = CopyMark{};
  print(e.job, e.closed ? z_report_slip(data, ports_.words) : x_report_slip(data, ports_.words),
        [this, job = e.job](Outcome<Done> outcome) {
          handle(event::StaffPrinted{job, std::move(outcome)});
        });
}

void Runner::run(const effect::PrintEncashment& e) {
  const auto slip = make_encashment_slip(state_.ledger.acts.at(e.number), settings_.shop, ports_.words, settings_.policy.default_language,
                                         slip_time(), journal_head(), e.copy);
  print(e.job, slip, [this, job = e.job](Outcome<Done> outcome) { handle(event::StaffPrinted{job, std::move(outcome)}); });
}

void Runner::run(const effect::PrepareRefund& e) {
  if (!ports_.fiscal) return handle(event::RefundPrepared{e.ticket, e.request, no_module});
  ports_.fiscal->prepare(KIOSK_REPLY(event::RefundPrepared{e.ticket, e.request, std::move(outcome)}));
}

void Runner::run(const effect::RegisterRefund& e) {
  if (!ports_.fiscal) return handle(event::RefundAnswered{e.ticket, e.sale, false, no_module});
  ports_.fiscal->register_refund(e.refund, e.before, KIOSK_REPLY(event::RefundAnswered{e.ticket, e.sale, false, std::move(outcome)}));
}

void Runner::run(const effect::FindRefund& e) {
  if (!ports_.fiscal) return handle(event::RefundAnswered{e.ticket, e.sale, true, Unknown{no_module.text}});
  ports_.fiscal->find_refund(e.refund, e.before, KIOSK_REPLY(event::RefundAnswered{e.ticket, e.sale, true, std::move(outcome)}));
}

void Runner::run(const effect::AlarmStaff& e) { spdlog::warn("staff: {}", e.what); }

#undef KIOSK_REPLY

} // namespace engine
