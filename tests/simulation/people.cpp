#include "tests/simulation/people.h"

#include "devices/scanner/lone_press.h"
#include "tests/simulation/faults.h"
#include "tests/simulation/goods.h"
#include "tests/simulation/kiosk.h"
#include <algorithm>

namespace simulation {

using namespace engine;

namespace {

constexpr const char* good_cards[] = {"8600069195406311", "8600495473316478", "9860010101010101"};
constexpr const char* bad_cards[] = {"8600060921090842", "3333336415804657", "4444445987459073",
                                     "8600143417770323", "8600134301849596", "8600000000000000"};
constexpr std::int64_t notes_of_the_country[] = {1000, 2000, 5000, 10000, 20000, 50000, 100000, 200000};

} // namespace

People::People(World& world)
    : w_{world},
      dice_{world.dice.fork()},
      customer_lease_{world.scheduler},
      idle_lease_{world.scheduler},
      staff_lease_{world.scheduler},
      cassette_lease_{world.scheduler} {}

void People::open_shop() {
  customer_lease_.after(Millis{4'000}, [this] { next_visitor(); });
  idle_lease_.after(Millis{5'000}, [this] { idle(); });
  staff_lease_.after(dice_.wait(60'000, 900'000), [this] { staff_come(); });
}

void People::close_shop() {
  closed_ = true;
  if (here_) leave(false);
}

void People::send(Intent intent) {
  if (!w_.kiosk_runs()) return;
  last_touch_ = w_.scheduler.now();
  w_.process->runner().send(std::move(intent));
}

void People::send_secret(Intent intent, std::string_view text) {
  if (!w_.kiosk_runs()) return;
  last_touch_ = w_.scheduler.now();
  w_.process->runner().send_secret(std::move(intent), secret(text));
}

// The screen's own part: nobody touched it for a minute and a half (ScreenHost).
void People::idle() {
  idle_lease_.after(Millis{15'000}, [this] { idle(); });
  if (!w_.kiosk_runs()) return;
  const auto view = w_.view();
  if (view->stage == StageKind::attract || w_.scheduler.now() - last_touch_ < Millis{90'000}) return;
  if (view->idle_question_allowed) send(intent::IdleEnded{});
}

// Customers
// ---------------------------------------------------------------------------------------------------------------

void People::next_visitor() {
  if (closed_ || visits_ >= w_.choices.visits) return;
  somebody_comes();
  look_again();
}

void People::somebody_comes() {
  ++visits_;
  auto& d = dice_;
  Visitor v;
  v.wanted = d.chance(450) ? Method::card : d.chance(820) ? Method::cash : Method::later;
  v.goods = static_cast<int>(d.chance(700) ? d.between(1, 3) : d.between(4, 9));
  v.courier = d.chance(120);
  v.signs_in = d.chance(120);
  v.cashback = d.chance(500);
  v.twice = d.chance(100);
  v.odd_notes = d.chance(250);
  v.pulls_back = d.chance(120);
  v.ignores_overpay = d.chance(80);
  v.keeps_order = d.chance(500);
  if (d.chance(220)) {
    static const std::vector<StageKind> ways{StageKind::shopping, StageKind::delivery, StageKind::receiver,
                                             StageKind::payment,  StageKind::card,     StageKind::sms,
                                             StageKind::cash,     StageKind::cash,     StageKind::done};
    v.leaves_at = d.pick(ways);
  }
  v.leaves_part_paid = d.chance(60);
  v.bad_cards = d.chance(150) ? static_cast<int>(d.between(1, 2)) : 0;
  v.wrong_codes = d.chance(150) ? static_cast<int>(d.between(1, 3)) : 0;
  v.pace = d.wait(250, 1'500);
  if (d.chance(w_.choices.order_mark ? 120 : 600)) { // the same goods, sum and receiver as another customer's
    v.twin = true;
    v.goods = 1;
    v.courier = v.signs_in = false;
  }
  v.came = w_.scheduler.now();
  here_ = v;
  w_.trace.say("customer", "number {} comes: wants to pay {}, {} goods{}{}", visits_, boost::describe::enum_to_string(v.wanted, "?"),
               v.goods, v.courier ? ", courier" : "", v.leaves_at ? ", will leave" : "");
}

void People::look_again(std::int64_t per_cent) {
  const auto pace = here_ ? here_->pace.count() : 1000;
  customer_lease_.after(Millis{pace * per_cent / 100} + dice_.wait(0, 200), [this] { look(); });
}

void People::leave(bool by_button) {
  if (!here_) return;
  w_.trace.say("customer", "leaves{}", by_button ? " by the button" : "");
  did(by_button ? "leaves by the button" : "walks off");
  if (const auto view = w_.view(); view && !by_button) {
    if (view->customer) did("signs in and walks off");
    if (view->stage == StageKind::cash && view->cash.inserted > Money{}) did("walks off with notes inside");
  }
  if (by_button) send(intent::Cancel{});
  (by_button ? here_->leaving : here_->gone) = true;
  look_again();
}

/// One look at the screen and what follows from it.
void People::look() {
  if (!here_) return;
  auto& me = *here_;
  const auto next = [&] {
    here_.reset();
    if (!closed_) customer_lease_.after(dice_.wait(300, 6'000), [this] { next_visitor(); });
  };
  const auto view = w_.view();
  if (!view || view->out_of_service) { // dark, or out of order: waits a little
    if (me.gone || ++me.same > me.patience) return next();
    return look_again(300);
  }
  if (view->stage == StageKind::attract && (me.began || me.gone)) return next();
  if (me.gone) { // the kiosk ends the visit by itself, or somebody else steps up to what stands on the screen
    if (!closed_ && visits_ < w_.choices.visits && dice_.chance(60)) {
      somebody_comes();
      here_->began = true;
      did("steps up to another's screen");
    }
    return look_again(500);
  }
  if (me.leaving) { // what the button asks is answered
    if (view->question) answer(*view);
    me.gone = true;
    return look_again();
  }
  if (w_.scheduler.now() - *me.came > Millis{1'200'000}) return leave(false);
  me.same = view->revision == me.seen ? me.same + 1 : 0;
  me.seen = view->revision;
  if (me.same > me.patience && view->stage != StageKind::processing && view->stage != StageKind::ordering) return leave(dice_.chance(500));
  if (me.leaves_at == view->stage && dice_.chance(view->stage == StageKind::cash ? 250 : 500)) return leave(dice_.chance(400));
  if (me.leaves_part_paid && view->stage == StageKind::cash && view->cash.inserted > Money{} && dice_.chance(300))
    return leave(dice_.chance(200));
  if (view->question) {
    answer(*view);
    return look_again();
  }
  if (dice_.chance(8)) send(dice_.chance(500) ? Intent{intent::Back{}} : Intent{intent::Cancel{}}); // presses what lies there
  switch (view->stage) {
  case StageKind::attract:
    me.began = true;
    shop(*view);
    break;
  case StageKind::shopping:
    me.began = true;
    shop(*view);
    break;
  case StageKind::delivery:
    if (me.courier && view->delivery.courier == Obstacle::none)
      send(intent::ChooseDelivery{DeliveryType::courier, static_cast<std::size_t>(dice_.below(2))});
    else send(intent::ChooseDelivery{DeliveryType::pickup, {}});
    send(intent::DeliveryNext{});
    break;
  case StageKind::receiver: give_receiver(*view); break;
  case StageKind::payment: choose(*view); break;
  case StageKind::price_changes: send(dice_.chance(850) ? Intent{intent::AcceptPriceChanges{}} : Intent{intent::Back{}}); break;
  case StageKind::ordering:
  case StageKind::processing:
    left_pack_ = me.pack;
    if (dice_.chance(30)) send(intent::Finish{});
    break;
  case StageKind::card: type_card(*view); break;
  case StageKind::sms: type_code(*view); break;
  case StageKind::cash: feed_notes(*view); break;
  case StageKind::done:
  case StageKind::failed:
    if (view->failed.can_retry_payment && view->stage == StageKind::failed && dice_.chance(400)) {
      did("tries to pay again");
      send(intent::Back{});
    } else if (dice_.chance(300)) send(intent::Finish{});
    break;
  }
  look_again();
}

void People::answer(const View& view) {
  switch (*view.question) {
  case QuestionKind::keep_for_later:
    did(here_->keeps_order ? "keeps the order for later" : "gives the order up");
    return send(intent::Answer{here_->keeps_order});
  case QuestionKind::leave_cart:
  case QuestionKind::abandon_order:
  case QuestionKind::leave_part_paid: return send(intent::Answer{dice_.chance(500)});
  }
}

void People::shop(const View& view) {
  auto& me = *here_;
  const auto have = static_cast<int>(view.cart.lines().size());
  const int times = me.twice ? 2 : 1;
  if (have >= me.goods || (have > 0 && dice_.chance(60))) {
    if (have > 0 && dice_.chance(80)) {
      const auto& line = view.cart.lines()[static_cast<std::size_t>(dice_.below(have))];
      did("changes the cart");
      switch (dice_.below(3)) {
      case 0: return send(intent::RemoveLine{line.id});
      case 1: return send(intent::SetQuantity{line.id, Quantity::pieces(dice_.between(1, 4))});
      default: return send(intent::UndoRemove{});
      }
    }
    if (me.twice) did("presses twice");
    for (int i = 0; i < times; ++i) send(intent::Checkout{});
    return;
  }
  if (me.twin) {
    did(w_.choices.order_mark ? "orders what another orders" : "orders what another orders, without marks");
    return send(intent::AddProduct{3});
  }
  if (dice_.chance(450)) {
    static const std::vector<Goods> kinds{Goods::plain, Goods::plain, Goods::plain, Goods::by_weight, Goods::by_price, Goods::marked};
    const auto kind = left_pack_.empty() ? dice_.pick(kinds) : Goods::marked;
    if (kind == Goods::marked && !dice_.chance(150)) ++serials_; // sometimes the same piece again
    // Or a piece that was sold a while ago.
    auto code = code_of(kind, dice_, dice_.chance(150) ? std::max<std::int64_t>(1, serials_ - dice_.below(8)) : serials_);
    if (kind == Goods::marked && !left_pack_.empty() && dice_.chance(700)) code = std::exchange(left_pack_, {});
    if (kind == Goods::marked) me.pack = code;
    did(kind == Goods::marked ? "scans a marked piece" : kind == Goods::plain ? "scans" : "scans a weighed piece");
    last_touch_ = w_.scheduler.now();
    for (int i = 0; i < times; ++i) w_.scanner.read(kind == Goods::marked ? as_scanned(code, dice_) : code);
    w_.scanner_wire.machine_changed();
    return;
  }
  // Dear and unregistrable goods seldom.
  auto product = 1 + dice_.below(product_count);
  if ((product == 7 || product == 12) && !dice_.chance(150)) product = 14;
  for (int i = 0; i < times; ++i) send(intent::AddProduct{product});
}

void People::give_receiver(const View& view) {
  auto& me = *here_;
  if (view.sign_in.busy) return;
  if (me.signs_in && !view.customer && !me.receiver_given) {
    me.receiver_given = true; // one try
    const bool right = dice_.chance(850);
    did(right ? "signs in" : "signs in with a wrong password");
    return send_secret(intent::SignIn{customer_phones[dice_.below(3)]}, right ? customer_password : "wrong");
  }
  send(intent::SubmitReceiver{"Gulnaz", "Otegenova", me.twin ? "998612220001" : fmt::format("99861222{:04}", dice_.below(10'000)),
                              me.courier ? "Amir Temur 5, 12" : ""});
}

void People::choose(const View& view) {
  auto& me = *here_;
  if (view.age_waiting) { // somebody of the staff comes over
    if (!view.staff.logged_in) return view.staff.busy ? void() : send_secret(intent::StaffLogin{}, "1111");
    did("is asked for the age");
    send(intent::StaffApproveAge{dice_.chance(900)});
    return send(intent::StaffLogout{});
  }
  if (view.staff.logged_in && !staff_.here) return send(intent::StaffLogout{});
  if (view.customer && me.cashback && !view.customer->use_cashback) {
    did("uses cashback");
    send(intent::UseCashback{true});
  }
  const auto offered = [&](Method m) {
    return std::any_of(view.methods.begin(), view.methods.end(),
                       [&](const auto& x) { return x.method == m && x.obstacle == Obstacle::none; });
  };
  auto method = me.wanted;
  if (!offered(method)) {
    if (++me.same < 4 && dice_.chance(500)) return; // waits for it
    for (const auto other : {Method::card, Method::cash, Method::later})
      if (offered(other)) method = other;
    if (!offered(method)) return dice_.chance(200) ? leave(true) : void();
  }
  for (int i = 0; i < (me.twice ? 2 : 1); ++i) send(intent::ChooseMethod{method});
}

void People::type_card(const View& view) {
  auto& me = *here_;
  if (view.card.busy) return;
  if (dice_.chance(30)) return send(intent::Back{});
  std::string number = good_cards[dice_.below(3)];
  if (me.bad_cards > 0) {
    --me.bad_cards;
    did("types a card that is declined");
    number = bad_cards[dice_.below(6)];
  }
  if (!w_.kiosk_runs()) return;
  for (int i = 0; i < (me.twice ? 2 : 1); ++i) {
    last_touch_ = w_.scheduler.now();
    w_.process->runner().send_card(CardSecret{secret(number), secret("0399")});
  }
}

void People::type_code(const View& view) {
  auto& me = *here_;
  if (view.card.busy) return;
  if (view.card.message == CardMessage::dead_code || dice_.chance(40)) return send(intent::ResendCode{});
  if (dice_.chance(20)) return send(intent::Back{});
  std::string code = "666666";
  if (me.wrong_codes > 0) {
    --me.wrong_codes;
    did("types a wrong code");
    code = "123456";
  }
  for (int i = 0; i < (me.twice ? 2 : 1); ++i) send_secret(intent::SubmitCode{}, code);
}

/// Somebody holds goods in front of a scanner that pretends to be a keyboard, and ends its reads with two Enters, or puts one in front. What the
/// window makes of the strokes: kiosk/app/keyboard.h; a button that moves money takes an Enter that stands alone (kiosk/widgets/ui.h).
void People::scan_by_keyboard() {
  using devices::WedgeKey;
  did("a keyboard scanner reads while money is asked about");
  devices::KeyboardWedge wedge;
  devices::LonePress lone;
  auto now = w_.scheduler.now();
  bool enter = false; // came through as a person's
  const auto take = [&enter](const std::vector<devices::WedgeResult>& results) {
    for (const auto& result : results)
      if (const auto* typed = std::get_if<devices::WedgeTyped>(&result)) enter = enter || typed->key == WedgeKey::enter;
  };
  const auto wait = [&](Millis time) {
    const auto until = now + time;
    for (; now < until; now += Millis{1}) {
      take(wedge.time(now));
      if (lone.time(now) && enter) w_.violated("a scanner's Enter answered a question about money");
    }
  };
  const auto press_enter = [&] {
    lone.key({.at = now}, WedgeKey::enter);
    take(wedge.key({.at = now}, WedgeKey::enter));
  };
  const auto slow = Millis{dice_.between(40, 400)}; // over the air; fast ones are the detector's alone
  if (dice_.chance(300)) press_enter(), wait(dice_.chance(500) ? Millis{2} : Millis{dice_.between(40, 100)});
  for (const char c : code_of(Goods::plain, dice_, 0)) {
    lone.text({.at = now});
    take(wedge.text({.at = now}, {&c, 1}));
    wait(Millis{2});
  }
  press_enter();
  wait(dice_.chance(500) ? Millis{2} : slow);
  press_enter();
  wait(Millis{1'000});
}

void People::feed_notes(const View& view) {
  auto& me = *here_;
  auto& slot = w_.validator.model;
  const auto now = w_.scheduler.now();
  if (view.cash.closing) return;
  const auto hand = [&](const char* what, const devices::sim::ValidatorModel::Result& result) {
    w_.trace.say("customer", "{}: {}", what, result ? "done" : result.error().c_str());
    if (result) {
      last_touch_ = now;
      did(what);
    }
    w_.cash_wire.machine_changed();
  };
  if (view.cash.overpay) {
    if (me.ignores_overpay) return;
    if (dice_.chance(250)) return scan_by_keyboard();
    did("is asked about the change");
    return send(dice_.chance(650) ? Intent{intent::AcceptOverpay{}} : Intent{intent::ReturnNote{}});
  }
  if (slot.note()) {
    if (me.pulls_back && dice_.chance(250)) hand("pulls the note back", slot.pull_back(now));
    else if (me.odd_notes && dice_.chance(200)) hand("pushes a second note in", slot.second_note(now));
    else if (slot.state() == devices::ccnet::State::pause) hand("takes the second note back", slot.take_second_back(now));
    return;
  }
  if (slot.state() != devices::ccnet::State::idling) {
    if (me.same > 12 && dice_.chance(100)) send(intent::Cancel{});
    return;
  }
  const auto& accepted = view.cash.accepted;
  std::int64_t note = 0;
  bool odd = false;
  if (me.odd_notes && dice_.chance(300)) odd = true, note = notes_of_the_country[dice_.below(8)];
  else if (!accepted.empty()) {
    for (const auto d : accepted)
      if (Money::som(d) <= view.cash.left) note = d;
    if (note == 0 || (dice_.chance(150) && accepted.back() > note)) note = dice_.pick(accepted);
  }
  if (note == 0) return;
  hand(odd ? "pushes any note in" : "pushes a note in", slot.insert(now, note));
  w_.faults->note_on_its_way();
}

} // namespace simulation
