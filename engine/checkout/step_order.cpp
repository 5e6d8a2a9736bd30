// From the chosen method to an order that the store has: prices are asked for first, then create_order is sent once. A lost answer to it is
// asked about.
#include "engine/base/digest.h"
#include "engine/checkout/stepper.h"
#include "engine/payment/cash_rules.h"
#include "engine/payment/order_mark.h"

#include <algorithm>
#include <fmt/format.h>

namespace engine::detail {
namespace {

std::string receiver_hash(const engine::Receiver& r, const std::string& salt) {
  Sha256 sha;
  sha.update(salt).update("\n").update(r.phone).update("\n").update(r.first_name).update("\n").update(r.last_name);
  return to_hex(sha.finish());
}

/// A server's refusal may repeat the name or phone that it did not like. The journal keeps no personal data (rules R30), so they are cut out.
std::string without_person(std::string text, const engine::Receiver& r) {
  for (const auto* word : {&r.first_name, &r.last_name, &r.phone, &r.address}) {
    if (word->size() < 3) continue;
    for (auto at = text.find(*word); at != std::string::npos; at = text.find(*word, at)) text.replace(at, word->size(), "…");
  }
  return text;
}

/// A list may show one order twice (rules R10); orders with the same id count once. The id of an order that could not be read is only a
/// hint: such an order does not count beside a readable order with the same id, and counts otherwise.
std::vector<StoreOrder> each_once(const std::vector<StoreOrder>& orders) {
  std::vector<StoreOrder> once;
  const auto listed = [&once](const std::string& id) {
    return std::any_of(once.begin(), once.end(), [&](const auto& o) { return o.id == id; });
  };
  for (const auto& order : orders)
    if (order.unread.empty() && !listed(order.id)) once.push_back(order);
  std::vector<StoreOrder> unread;
  for (const auto& order : orders)
    if (!order.unread.empty() && (order.id.empty() || !listed(order.id))) unread.push_back(order);
  once.insert(once.end(), unread.begin(), unread.end());
  return once;
}

/// An order that could not be read, if there is one. It may be the order that is looked for.
const StoreOrder* unread(const std::vector<StoreOrder>& orders) {
  const auto it = std::find_if(orders.begin(), orders.end(), [](const auto& o) { return !o.unread.empty(); });
  return it == orders.end() ? nullptr : &*it;
}

bool same_goods(const record::OrderIntent& a, const record::OrderIntent& b) {
  const auto goods = [](const record::OrderIntent& intent) {
    std::map<std::pair<ProductId, std::int64_t>, Quantity> sum;
    for (const auto& item : order_items(intent)) {
      auto& quantity = sum[{item.product, item.price.in_tiyin()}];
      quantity = quantity + item.quantity;
    }
    return sum;
  };
  return a.amount == b.amount && goods(a) == goods(b);
}

/// May the store have an order of this sale whose number the kiosk does not know?
bool has_lost_order(const SaleEntry& sale) {
  return sale.order == OrderState::intended || sale.order == OrderState::unknown || sale.order == OrderState::unresolved;
}

/// Does `judge` hold for another sale with a lost order? It is asked about open sales, and about recent ones, which may be closed by now.
/// `recent`: begun in the hour before this sale, or one of the thirty sales before it. The number counts too, because a clock that was set
/// ahead makes an hour look like many.
template <class Judge> bool any_lost_order(const Ledger& ledger, const SaleEntry& entry, Judge judge) {
  const auto recent = [&entry](const SaleEntry& other) {
    return entry.lived_ms - other.lived_ms < 3'600'000 || entry.id() - other.id() <= 30;
  };
  const auto counts = [&](const SaleEntry& other) {
    return other.id() != entry.id() && has_lost_order(other) && judge(other, recent(other));
  };
  for (auto it = ledger.sales.rbegin(); it != ledger.sales.rend() && recent(it->second); ++it)
    if (counts(it->second)) return true;
  return std::any_of(ledger.unfinished.begin(), ledger.unfinished.end(), [&](SaleId id) { return counts(ledger.sale(id)); });
}

/// Is there another sale of the same goods whose order has no answer? Without marks an order is known by its content. Then the one order that
/// the store shows may be the other sale's, also when staff have closed that sale.
bool has_open_twin(const Ledger& ledger, const SaleEntry& entry) {
  if (!entry.intent.mark.empty()) return false;
  return any_lost_order(ledger, entry, [&](const SaleEntry& other, bool recent) {
    return (recent || !other.settled_by_hand("order")) && same_goods(entry.intent, other.intent);
  });
}

/// May this answer belong to an earlier order of the same account? The store's messages have no request numbers. While an earlier order has no
/// answer, a message that comes now may be that order's late answer. The kiosk then asks for this sale's own order: its mark finds it for
/// certain; without marks its goods find it, and the order of a sale with the same goods is left to the staff.
///
/// An earlier order that was left to the staff counts while it is recent, because a customer whose token was lost in a restart signs in again.
/// A refusal names no order (`order_id` is empty), so it may be the earlier order's as well. A sale whose own refusal was doubted raises no
/// doubt about the next refusal; otherwise one lost answer would make every later refusal doubtful.
bool may_be_anothers(const Ledger& ledger, const SaleEntry& entry, const std::string& order_id) {
  const auto has_it = [&](const auto& known) { return known.first != entry.id() && known.second.order_id == order_id; };
  if (!order_id.empty() &&
      (std::any_of(ledger.sales.begin(), ledger.sales.end(), has_it) || std::any_of(ledger.past.begin(), ledger.past.end(), has_it)))
    return true;
  return any_lost_order(ledger, entry, [&](const SaleEntry& other, bool recent) {
    if (order_id.empty() && other.doubted) return false;
    const bool looked_for = other.order != OrderState::unresolved && !other.settled_by_hand("order");
    return other.intent.account == entry.intent.account && (recent || looked_for);
  });
}

} // namespace

void Stepper::ask(const event::Asked&, const intent::ChooseMethod& i) {
  if (!at<stage::Payment>()) return refuse("a method is chosen on the payment screen");
  const auto methods = methods_of(s, policy);
  const auto it = std::find_if(methods.begin(), methods.end(), [&](const auto& m) { return m.method == i.method; });
  if (it == methods.end() || it->obstacle != Obstacle::none) return refuse("this method is not offered now");
  if (s.visitor.cart.empty()) return refuse("the cart is empty");
  if (s.visitor.delivery == DeliveryType::courier && courier_obstacle(s, policy) != Obstacle::none) {
    s.stage = stage::Delivery{}; // the store's terms are gone, and without them the fee would be zero
    return;
  }
  s.visitor.suggested = i.method;
  ask_prices(i.method);
}

void Stepper::ask_prices(Method method) {
  std::vector<ProductId> ids;
  for (const auto& line : s.visitor.cart.lines())
    if (std::find(ids.begin(), ids.end(), line.product) == ids.end()) ids.push_back(line.product);
  const auto ticket = new_ticket();
  s.stage = stage::Pricing{method, ticket};
  run(effect::RefreshProducts{ticket, std::move(ids)});
}

void Stepper::on(const event::ProductsRefreshed& e) {
  const auto* pricing = at<stage::Pricing>();
  if (!pricing || pricing->ticket != e.ticket) return refuse("prices that nobody waits for");
  const auto method = pricing->method;
  const auto* fresh = std::get_if<StorePort::FreshProducts>(&e.outcome);
  if (!fresh) {
    s.stage = stage::Payment{};
    return toast(ToastKind::store_silent);
  }
  const auto age = s.visitor.cart.min_age();
  auto changes = s.visitor.cart.refresh(fresh->products, fresh->gone);
  goods_changed(age); // age and marking of the goods were read anew, too
  if (changes.empty()) return go_on_to_order(method);
  s.stage = stage::PriceChanges{method, std::move(changes)};
}

void Stepper::ask(const event::Asked&, const intent::AcceptPriceChanges&) {
  const auto* changed = at<stage::PriceChanges>();
  if (!changed) return refuse("no price changes to accept");
  go_on_to_order(changed->method);
}

/// A machine may have failed while prices were asked for or while the customer read a change.
void Stepper::go_on_to_order(Method method) {
  if (s.visitor.cart.empty()) {
    s.stage = stage::Shopping{};
    return;
  }
  // For a smaller cart courier or this method may not be offered any more.
  if (s.visitor.delivery == DeliveryType::courier && courier_obstacle(s, policy) != Obstacle::none) {
    s.stage = stage::Delivery{};
    return;
  }
  for (const auto& m : methods_of(s, policy))
    if (m.method == method && m.obstacle == Obstacle::none) return place_order(method);
  s.stage = stage::Payment{};
}

void Stepper::place_order(Method method) {
  const auto& v = s.visitor;
  const SaleId id = s.ledger.last_sale + 1;
  const bool courier = v.delivery == DeliveryType::courier;
  const auto kind = traits(method);
  const OrderMark mark{policy.kiosk_id, id, kind.money_stays_here};

  record::OrderIntent intent;
  intent.sale = id;
  intent.mark = policy.order_mark ? format_mark(mark) : std::string{};
  intent.method = method;
  intent.registrar = kind.registrar.value_or(policy.online_registrar);
  intent.account = v.signed_in ? Account::customer : Account::kiosk; // rules R13: never the account of a customer who left
  intent.language = v.language;
  intent.delivery = v.delivery;
  intent.delivery_fee = delivery_fee_of(s, policy);
  intent.amount = order_total(s, policy);
  intent.delivery_attributes = courier ? s.facts.delivery_attributes : std::nullopt;
  intent.use_cashback = v.signed_in && v.use_cashback;
  intent.lines = v.cart.lines();
  for (auto& line : intent.lines) line.kind = v.cart.kind_of(line);
  intent.receiver_hash = receiver_hash(v.receiver, policy.hash_salt);

  OrderRequest request;
  request.amount = intent.amount;
  request.payment = kind.ordered_as;
  request.delivery = v.delivery;
  request.use_cashback = intent.use_cashback;
  request.receiver = v.receiver;
  if (policy.order_mark) request.receiver.address = address_with_mark(v.receiver.address, mark);
  request.items = order_items(intent);

  const auto account = intent.account;
  write(std::move(intent));
  run(effect::SavePersonal{id, {v.receiver.first_name, v.receiver.last_name, v.receiver.phone, v.receiver.address}});
  const auto ticket = new_ticket();
  s.stage = stage::Ordering{id, ticket};
  run(effect::CreateOrder{ticket, id, account, std::move(request)});
}

void Stepper::on(const event::OrderAnswered& e) {
  const auto* entry = s.ledger.find(e.sale);
  if (!entry || entry->order != OrderState::intended) return refuse("an order answer that nobody waits for");
  const auto* ordering = at<stage::Ordering>();
  const bool here = ordering && ordering->ticket == e.ticket;
  std::visit(overloaded{[&](const OrderCreated& c) {
                          if (may_be_anothers(s.ledger, *entry, c.order_id)) {
                            write(record::OrderUnknown{e.sale, "an earlier order has no answer yet: this may be its"});
                            if (here) search_order(e.sale);
                            return;
                          }
                          write(record::OrderCreated{e.sale, c.order_id, c.order_number, entry->intent.amount, false});
                          if (here) order_placed(e.sale);
                          else abandon_order(e.sale, abandoned::answered_late);
                        },
                        [&](const Refused& r) {
                          auto text = here ? without_person(r.text, s.visitor.receiver) : std::string{};
                          if (r.why != RefusalClass::unavailable &&
                              may_be_anothers(s.ledger, *entry, {})) { // an unavailable store was sent nothing
                            write(record::OrderDoubted{e.sale, r.why, r.code, std::move(text)});
                            if (here) search_order(e.sale);
                            return;
                          }
                          write(record::OrderRefused{e.sale, r.why, r.code, std::move(text)});
                          close_sale(e.sale, "order refused");
                          if (here) fail(e.sale, FailureKind::order_refused, r.text);
                        },
                        [&](const Unknown& u) {
                          write(record::OrderUnknown{e.sale, u.why});
                          if (here) search_order(e.sale);
                        }},
             e.outcome);
}

void Stepper::search_order(SaleId id) {
  s.background.since.try_emplace(id, ctx.now);
  s.stage = stage::OrderSearch{.sale = id, .ticket = 0, .began = ctx.now, .wait = policy.first_retry};
  start_timer(TimerKind::search, policy.first_retry);
}

void Stepper::on(const event::OrdersFound& e) {
  if (const auto* orders = std::get_if<std::vector<StoreOrder>>(&e.outcome)) {
    auto once = each_once(*orders);
    if (once.size() < orders->size()) return on(event::OrdersFound{e.ticket, e.sale, e.purpose, std::move(once)});
  }
  switch (e.purpose) {
  case SearchFor::order: return on_order_search(e);
  case SearchFor::due: return on_due_search(e);
  case SearchFor::payment: return on_payment_search(e);
  case SearchFor::store_receipt: return on_store_receipt(e);
  case SearchFor::status: return on_status_search(e);
  }
}

void Stepper::on_order_search(const event::OrdersFound& e) {
  const auto* entry = s.ledger.find(e.sale);
  const bool wanted = entry && (entry->order == OrderState::unknown || entry->order == OrderState::intended);
  auto* here = at<stage::OrderSearch>();
  const bool on_screen = here && here->sale == e.sale && here->ticket == e.ticket;
  const bool behind = s.background.ticket == e.ticket && s.background.sale == e.sale;
  if (!wanted || (!on_screen && !behind)) return refuse("an order search that nobody waits for");

  std::optional<std::vector<StoreOrder>> orders;
  if (const auto* told = std::get_if<std::vector<StoreOrder>>(&e.outcome)) orders = *told;
  if (orders && orders->size() == 1 && !unread(*orders) && !has_open_twin(s.ledger, *entry)) {
    const auto& order = orders->front();
    write(record::OrderCreated{e.sale, order.id, order.order_number, entry->intent.amount, true});
    if (on_screen) return order_placed(e.sale);
    background_ended(e.sale, true);
    return abandon_order(e.sale, abandoned::found_late);
  }
  const bool late = waited(*entry, policy.order_search_limit);
  const bool give_up = token_is_gone(*entry, e.outcome) || (orders && (orders->size() > 1 || late || unread(*orders)));
  if (const auto* order = orders ? unread(*orders) : nullptr) {
    write(record::OrderUnreadable{e.sale, order->id, order->order_number, order->unread});
    alarm(fmt::format("order of sale {} may be order {} of the store, which cannot be read: {}", e.sale,
                      order->order_number.empty() ? order->id : order->order_number, order->unread));
    close_sale(e.sale, "order unreadable");
  } else if (give_up && orders && orders->empty() &&
             entry->doubted) { // the store has no such order, so the doubted refusal was this order's
    write(record::OrderRefused{e.sale, entry->doubted->why, entry->doubted->code, entry->doubted->text});
    close_sale(e.sale, "order refused");
  } else if (give_up) {
    const std::size_t candidates = orders ? orders->size() : 0;
    write(record::OrderUnresolved{e.sale, static_cast<std::int64_t>(candidates)});
    alarm(fmt::format("order of sale {} was not resolved: {} candidates at the store", e.sale, candidates));
    close_sale(e.sale, "order unresolved");
  }
  if (behind) return background_ended(e.sale, give_up);
  if (give_up || ctx.now - here->began >= policy.order_search_on_screen) return fail(e.sale, FailureKind::order_unknown);
  here->wait = grown(here->wait);
  start_timer(TimerKind::search, here->wait);
}

void Stepper::order_placed(SaleId id) {
  stop_timer(TimerKind::search);
  if (!sale(id).intent.use_cashback) return begin_payment(id);
  s.stage = stage::DueSearch{.sale = id, .ticket = new_ticket(), .began = ctx.now, .wait = policy.first_retry};
  run(effect::FindOrders{at<stage::DueSearch>()->ticket, id, account_of(id), SearchFor::due, {}});
}

void Stepper::on_due_search(const event::OrdersFound& e) {
  auto* here = at<stage::DueSearch>();
  if (!here || here->ticket != e.ticket) return refuse("a sum that nobody waits for");
  const auto id = here->sale;
  const auto* orders = std::get_if<std::vector<StoreOrder>>(&e.outcome);
  if (orders && orders->size() == 1) {
    const auto& order = orders->front();
    const bool plausible = order.amount >= Money{} && order.amount <= sale(id).intent.amount &&
                           order.cashback_used == sale(id).intent.amount - order.amount; // the server may send any sums
    if (plausible) {
      write(record::DueKnown{id, order.id, order.amount, order.cashback_used});
      return begin_payment(id);
    }
    alarm(fmt::format("order of sale {}: the store's sum and cashback do not add up to the order", id));
  }
  if (ctx.now - here->began >= policy.due_search_limit) {
    abandon_order(id, abandoned::due_unknown);
    return fail(id, FailureKind::due_unknown);
  }
  start_timer(TimerKind::search, here->wait);
  here->wait = grown(here->wait);
}

void Stepper::begin_payment(SaleId id) {
  const auto& entry = sale(id);
  const auto kind = traits(entry.intent.method);
  if (kind.takes_money() && entry.to_pay() <= Money{}) {
    // Cashback covered the whole sum: no money is taken, and nothing is registered here.
    write(record::OrderKept{id, entry.order_id});
    return finish_sale(id);
  }
  switch (kind.tender) {
  case Tender::none: return finish_sale(id);
  case Tender::card:
    s.stage = stage::CardEntry{.sale = id, .busy = {}, .ticket = 0, .last_four = {}, .message = {}, .server_text = {}};
    return;
  case Tender::notes: return begin_cash(id);
  }
}

void Stepper::begin_cash(SaleId id) {
  const auto& entry = sale(id);
  if (policy.overpay == Overpay::exact &&
      !reachable_exactly(entry.to_pay(), usable_notes(policy.denominations, s.facts.cash.denominations))) {
    // Only cashback leads here: before it the sum was a multiple of the smallest note (rules R8, R16).
    abandon_order(id, abandoned::not_payable_exactly);
    return fail(id, FailureKind::order_refused);
  }
  s.stage = stage::Cash{.sale = id, .closing = {}, .overpay = {}, .message = {}};
  if (!s.facts.cash.can_accept()) at<stage::Cash>()->message = CashMessage::acceptor_failed;
  start_timer(TimerKind::abandon, policy.abandon);
  enable_cash();
}

void Stepper::fail(SaleId id, FailureKind kind, std::string server_text) {
  const bool retry = kind == FailureKind::order_refused;
  const auto closes = kind == FailureKind::cash_claim ? policy.failed_closes * 2 : policy.failed_closes;
  s.stage = stage::Failed{.sale = id,
                          .kind = kind,
                          .server_text = std::move(server_text),
                          .can_retry_payment = retry,
                          .next_ask = std::nullopt,
                          .ask_wait = {},
                          .closes_at = ctx.now + closes};
  start_timer(TimerKind::close_screen, closes);
}

} // namespace engine::detail
