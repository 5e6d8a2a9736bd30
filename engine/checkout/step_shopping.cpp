// From the first touch to the chosen payment method: nothing here moves money or goods.
#include "engine/base/phone.h"
#include "engine/checkout/order_slip.h"
#include "engine/checkout/search_filters.h"
#include "engine/checkout/stepper.h"
#include "engine/sale/receiver_check.h"

#include <algorithm>

namespace engine::detail {

void Stepper::begin_visit() {
  if (!at<stage::Attract>()) return;
  s.stage = stage::Shopping{};
}

void Stepper::ask(const event::Asked&, const intent::Start&) {
  if (!at<stage::Attract>()) return refuse("a visit has begun already");
  begin_visit();
}

void Stepper::ask(const event::Asked&, const intent::SetLanguage& i) {
  s.visitor.language = i.language;
  s.visitor.language_chosen = true;
}

void Stepper::report(CartError error, const std::string& name) {
  switch (error) {
  case CartError::withheld: return toast(ToastKind::withheld, name);
  case CartError::sold_out: return toast(ToastKind::sold_out, name);
  case CartError::needs_label: return toast(ToastKind::needs_label, name);
  case CartError::needs_marking: return toast(ToastKind::needs_marking, name);
  case CartError::marking_twice: return toast(ToastKind::marking_twice, name);
  case CartError::too_many: return toast(ToastKind::too_many, name);
  case CartError::no_such_line: return refuse("no such line in the cart");
  }
}

/// Rules R4: an approval of staff was for the goods that they saw. Goods with a higher age limit need a new one.
void Stepper::goods_changed(int min_age_before) {
  s.visitor.removed.reset();
  if (s.visitor.cart.min_age() > min_age_before) s.visitor.age_approved = false;
}

void Stepper::ask(const event::Asked& asked, const intent::Scan&) {
  if (!asked.code) return refuse("a scan without its meaning");
  if (const auto* slip = std::get_if<OrderSlipCode>(&*asked.code); slip && at<stage::Attract>()) {
    // A slip of this kiosk replaces the phone's digits. Order numbers run on and anybody can print one, so for any other slip the digits are
    // asked for.
    intent::LookUpOrder look{slip->order_number, {}};
    if (is_order_slip_mac(policy.hash_salt, slip->order_number, slip->mac)) ask({look, {}, asked.code}, look);
    else
      s.order_status = {.state = OrderLookUp::State::asking, .order_number = slip->order_number, .status = {}, .amount = {}, .paid = false};
    s.order_status.scanned = new_ticket();
    return;
  }
  // A member of staff scans the piece that comes back; its marking code tells which piece it is (rules R28).
  if (const auto* mark = std::get_if<MarkingCode>(&*asked.code);
      mark && s.staff.logged_in && at<stage::Attract>() && s.ledger.sold_labels.contains(mark->label)) {
    s.staff.scanned = {s.staff.scanned.serial + 1, mark->label};
    return;
  }
  const bool shopping =
      at<stage::Attract>() || at<stage::Shopping>() || at<stage::Delivery>() || at<stage::Receiver>() || at<stage::Payment>();
  if (!shopping) return toast(ToastKind::cannot_scan_now);
  if (const auto* bad = std::get_if<UnreadableCode>(&*asked.code))
    return toast(bad->kind == Unreadable::misread   ? ToastKind::unreadable
                 : bad->kind == Unreadable::unclear ? ToastKind::not_found
                                                    : ToastKind::no_product_code);
  if (std::holds_alternative<OrderSlipCode>(*asked.code)) return toast(ToastKind::no_product_code);
  if (!asked.product) return toast(ToastKind::not_found);
  const auto& product = *asked.product;
  if (product.withheld) return report(CartError::withheld, product.name);
  auto quantity = Quantity::pieces(1);
  std::optional<Money> label_total;
  std::optional<std::string> marking;
  std::string barcode;
  if (const auto* plain = std::get_if<PlainCode>(&*asked.code)) {
    if (product.weighed()) return report(CartError::needs_label, product.name); // the barcode of the goods tells no weight
    barcode = plain->code;
  }
  if (const auto* weight = std::get_if<WeightCode>(&*asked.code)) {
    if (!product.weighed()) return toast(ToastKind::not_weighed, product.name); // goods that are sold by the piece have no weight
    quantity = weight->weight;
    barcode = weight->code;
  }
  if (const auto* price = std::get_if<PriceCode>(&*asked.code)) {
    label_total = price->total;
    barcode = price->code;
    // The sum is the label's; the quantity follows from it, to the gram (rules R3).
    if (product.weighed() && product.price > Money{})
      quantity = Quantity::thousandths(multiply_ratio_half_up(price->total, 1000, product.effective_price().in_tiyin()).in_tiyin());
  }
  if (const auto* mark = std::get_if<MarkingCode>(&*asked.code)) {
    marking = mark->label;
    barcode = mark->gtin;
    if (s.ledger.sold_labels.contains(mark->label)) return report(CartError::marking_twice, product.name); // rules R32
    if (s.ledger.label_reserved(mark->label)) return toast(ToastKind::marking_reserved, product.name);
  }
  begin_visit();
  const auto age = s.visitor.cart.min_age();
  const auto added = s.visitor.cart.add(product, LineKind::in_hand, quantity, barcode, label_total, marking);
  if (!added) return report(added.error(), product.name);
  goods_changed(age);
  toast(ToastKind::added, product.name, false, product.id);
  // A scan on a later screen leads back to the goods, so that the customer sees the new sum.
  if (!at<stage::Shopping>()) s.stage = stage::Shopping{};
}

void Stepper::ask(const event::Asked& asked, const intent::AddProduct&) {
  if (!at<stage::Shopping>() && !at<stage::Attract>()) return refuse("goods are chosen while shopping");
  if (!asked.product) return refuse("no such product");
  begin_visit();
  const auto age = s.visitor.cart.min_age();
  const auto added = s.visitor.cart.add(*asked.product, LineKind::to_collect, Quantity::pieces(1));
  if (!added) return report(added.error(), asked.product->name);
  goods_changed(age);
  toast(ToastKind::none); // the tile under the finger shows it
}

void Stepper::ask(const event::Asked& asked, const intent::SetQuantity& i) {
  if (!at<stage::Shopping>()) return refuse("quantities change while shopping");
  const auto* line = s.visitor.cart.find(i.line);
  if (!line) return refuse("no such line in the cart");
  const auto name = line->name;
  if (i.quantity <= Quantity{}) return ask(asked, intent::RemoveLine{i.line});
  if (asked.product && asked.product->withheld && i.quantity > line->quantity) return report(CartError::withheld, name);
  const auto set = s.visitor.cart.set_quantity(i.line, i.quantity, asked.product ? asked.product->stock : std::nullopt);
  if (!set) report(set.error(), name);
}

void Stepper::ask(const event::Asked&, const intent::RemoveLine& i) {
  if (!at<stage::Shopping>()) return refuse("lines are removed while shopping");
  const auto* line = s.visitor.cart.find(i.line);
  if (!line) return refuse("no such line in the cart");
  const CartLine copy = *line;
  if (!s.visitor.cart.remove(i.line)) return refuse("no such line in the cart");
  s.visitor.removed = copy;
  toast(ToastKind::removed, copy.name, true, copy.product);
}

void Stepper::ask(const event::Asked&, const intent::UndoRemove&) {
  if (!at<stage::Shopping>() || !s.visitor.removed) return refuse("nothing to undo");
  const auto age = s.visitor.cart.min_age();
  s.visitor.cart.restore(*s.visitor.removed);
  goods_changed(age);
  toast(ToastKind::none);
}

void Stepper::ask(const event::Asked&, const intent::Checkout&) {
  if (!at<stage::Shopping>()) return refuse("checkout begins while shopping");
  if (s.visitor.cart.empty()) return refuse("the cart is empty");
  s.stage = stage::Delivery{};
}

void Stepper::ask(const event::Asked&, const intent::ChooseDelivery& i) {
  if (!at<stage::Delivery>()) return refuse("delivery is chosen on its own screen");
  if (i.type == DeliveryType::courier) {
    if (courier_obstacle(s, policy) != Obstacle::none) return refuse("courier is not offered now");
    if (i.district && *i.district >= policy.districts.size()) return refuse("no such district");
  }
  s.visitor.delivery = i.type;
  s.visitor.district = i.type == DeliveryType::courier ? i.district : std::nullopt;
  s.visitor.cart.set_all_to_collect(i.type == DeliveryType::courier);
}

void Stepper::ask(const event::Asked&, const intent::DeliveryNext&) {
  if (!at<stage::Delivery>()) return refuse("delivery is chosen on its own screen");
  if (s.visitor.delivery == DeliveryType::courier && (courier_obstacle(s, policy) != Obstacle::none || !s.visitor.district))
    return refuse("a district is needed");
  s.stage = stage::Receiver{};
}

void Stepper::ask(const event::Asked&, const intent::SubmitReceiver& i) {
  if (!at<stage::Receiver>()) return refuse("the receiver is given on its own screen");
  const bool courier = s.visitor.delivery == DeliveryType::courier;
  if (check_name(i.first_name) != FieldFault::none || check_name(i.last_name) != FieldFault::none ||
      check_phone(i.phone) != FieldFault::none || check_address(i.address, courier) != FieldFault::none)
    return refuse("the receiver is not complete");
  auto& r = s.visitor.receiver;
  r.first_name = i.first_name;
  r.last_name = i.last_name;
  r.phone = read_phone(i.phone).international();
  r.address = i.address;
  r.point = courier ? std::optional{policy.districts.at(*s.visitor.district).point} : std::nullopt;
  s.stage = stage::Payment{};
  for (const auto& m : methods_of(s, policy))
    if (m.obstacle == Obstacle::none) {
      s.visitor.suggested = m.method;
      break;
    }
}

void Stepper::ask(const event::Asked&, const intent::SignIn& i) {
  if (!at<stage::Receiver>() && !at<stage::Shopping>()) return refuse("signing in belongs to the receiver's screen");
  if (s.customer || s.sign_out_pending || s.sign_in_flight != 0) {
    // One customer's token at a time. The last customer's order is still being resolved with their token (rules R13).
    s.visitor.sign_in.error = RefusalClass::unavailable;
    return;
  }
  if (check_phone(i.phone) != FieldFault::none) return refuse("the phone is not complete");
  s.visitor.sign_in = {.busy = true, .error = {}};
  s.visitor.sign_in_ticket = s.sign_in_flight = new_ticket();
  run(effect::SignIn{s.visitor.sign_in_ticket, read_phone(i.phone).international()});
}

void Stepper::on(const event::SignInAnswered& e) {
  if (e.ticket != s.sign_in_flight) return refuse("a sign-in that nobody waits for");
  s.sign_in_flight = 0;
  const bool stands_here = (at<stage::Receiver>() || at<stage::Shopping>() || at<stage::Delivery>() || at<stage::Payment>()) &&
                           e.ticket == s.visitor.sign_in_ticket && s.visitor.sign_in.busy;
  if (!stands_here) {
    // The answer came after the visitor left or went on without signing in: nobody is signed in.
    s.visitor.sign_in.busy = false;
    if (std::holds_alternative<Customer>(e.outcome)) run(effect::SignOut{});
    return;
  }
  s.visitor.sign_in.busy = false;
  std::visit(overloaded{[&](const Customer& c) {
                          s.customer = c;
                          s.customer_since = s.ledger.last_sale;
                          s.visitor.signed_in = true;
                          auto& r = s.visitor.receiver;
                          r.first_name = c.first_name;
                          r.last_name = c.last_name;
                          r.phone = c.phone;
                          toast(ToastKind::sign_in_ok, c.first_name);
                        },
                        [&](const Refused& r) { s.visitor.sign_in.error = r.why; },
                        [&](const Unknown&) { s.visitor.sign_in.error = RefusalClass::service; }},
             e.outcome);
}

void Stepper::ask(const event::Asked&, const intent::SignOut&) {
  if (!s.customer || !s.visitor.signed_in || sale_on_screen(s.stage) != 0) return refuse("nobody to sign out now");
  s.visitor.signed_in = false;
  s.visitor.use_cashback = false;
  s.visitor.receiver = {};
  s.sign_out_pending = true;
  sign_out_when_resolved();
  if (s.sign_out_pending) start_timer(TimerKind::background, policy.background_every);
  toast(ToastKind::signed_out);
}

void Stepper::ask(const event::Asked&, const intent::UseCashback& i) {
  if (!at<stage::Payment>() || !s.visitor.signed_in) return refuse("cashback belongs to a signed-in customer at payment");
  s.visitor.use_cashback = i.use;
}

void Stepper::ask(const event::Asked&, const intent::CallStaff&) {
  s.visitor.staff_called = true;
  alarm("a customer asks for help");
  toast(ToastKind::staff_called);
}

void Stepper::ask(const event::Asked& asked, const intent::LookUpOrder& i) {
  if (!at<stage::Attract>()) return refuse("order status is asked on the attract screen");
  const bool from_slip = asked.code && std::holds_alternative<OrderSlipCode>(*asked.code);
  if (!from_slip && last_four_digits(i.phone_last_four).size() != 4) return refuse("the last four digits of the phone are needed");
  if (i.order_number.empty() || i.order_number.size() > 40) return refuse("an order number is needed");
  if (!may_look_up(i.order_number, from_slip)) {
    s.order_status = {.state = OrderLookUp::State::wait, .order_number = i.order_number, .status = {}, .amount = {}, .paid = false};
    s.order_status_ticket = 0;
    return;
  }
  s.order_status = {.state = OrderLookUp::State::busy, .order_number = i.order_number, .status = {}, .amount = {}, .paid = false};
  s.order_status_phone = last_four_digits(i.phone_last_four); // a whole phone number may be typed as well
  s.order_status_ticket = new_ticket();
  run(effect::FindOrders{s.order_status_ticket, 0, Account::kiosk, SearchFor::status, i.order_number});
}

/// Order numbers run on, and there are ten thousand endings of a phone number. So a kiosk answers a few look-ups a minute, and a number whose
/// digits were missed again and again has to wait, longer each time. The wait does not tell whether the order exists.
bool Stepper::may_look_up(const std::string& order_number, bool from_slip) {
  auto& asked = s.look_ups;
  while (!asked.last.empty() && ctx.now - asked.last.front() >= policy.look_ups_within) asked.last.pop_front();
  if (asked.last.size() >= policy.most_look_ups) return false;
  if (!from_slip) {
    const auto missed = asked.missed.find(order_number_core(order_number));
    if (missed != asked.missed.end() && ctx.now < missed->second.until) return false;
  }
  asked.last.push_back(ctx.now);
  return true;
}

void Stepper::look_up_missed(const std::string& order_number) {
  constexpr std::size_t most = 200; // beyond this limit the number with the shortest wait is forgotten
  auto& all = s.look_ups.missed;
  auto& missed = all[order_number_core(order_number)];
  if (++missed.times >= 3)
    missed.until = ctx.now + std::min(policy.look_up_wait * (1 << std::min(missed.times - 3, 7)), Millis{86'400'000});
  if (all.size() > most) all.erase(std::ranges::min_element(all, {}, [](const auto& one) { return one.second.until; }));
}

void Stepper::ask(const event::Asked&, const intent::LeaveOrderStatus&) {
  s.order_status = {};
  s.order_status_ticket = 0;
}

void Stepper::on_status_search(const event::OrdersFound& e) {
  if (e.ticket != s.order_status_ticket) return refuse("an old order status");
  auto& v = s.order_status;
  const auto* orders = std::get_if<std::vector<StoreOrder>>(&e.outcome);
  if (!orders) {
    v.state = OrderLookUp::State::failed;
    return;
  }
  v.state = OrderLookUp::State::not_found;
  for (const auto& order : *orders) {
    const auto& phone = order.receiver.phone;
    const bool same_person =
        s.order_status_phone.empty() || last_four_digits(phone) == s.order_status_phone; // the store may write a phone in any form
    if (!same_person) continue;
    v.state = OrderLookUp::State::found;
    v.order_number = order.order_number;
    v.status = order.status;
    v.amount = order.amount;
    v.paid = !order.online_payments.empty() || !order.cash_payments.empty();
    for (const auto& [id, entry] : s.ledger.sales)
      if (entry.order_id == order.id && entry.paid()) v.paid = true;
    for (const auto& [id, entry] : s.ledger.past)
      if (entry.order_id == order.id && entry.paid) v.paid = true;
  }
  if (v.state == OrderLookUp::State::found) {
    s.look_ups.missed.erase(order_number_core(v.order_number));
    return;
  }
  if (!s.order_status_phone.empty()) look_up_missed(v.order_number);
  // The order was made here with a customer's own account, which the kiosk's account does not see (rules R13).
  for (const auto& [id, entry] : s.ledger.sales)
    if (entry.intent.account == Account::customer && same_order_number(entry.order_number, v.order_number))
      v.state = OrderLookUp::State::not_ours;
}

} // namespace engine::detail
