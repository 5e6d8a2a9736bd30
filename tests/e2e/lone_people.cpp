#include "tests/e2e/lone_people.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/streambuf.hpp>
#include <boost/asio/write.hpp>
#include <boost/describe/enum_to_string.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>
#include <istream>
#include <stdexcept>
#include <thread>

namespace lone {

using namespace engine;
using namespace std::chrono_literals;

namespace {

constexpr std::string_view account = "998901112233", password = "gulnaz-2026", pin = "2468"; // of the bench
constexpr std::int64_t cashback_som = 1'500; // of that account, before it comes to spend some

std::vector<std::int64_t> notes_for(std::int64_t som) {
  std::vector<std::int64_t> notes;
  for (const std::int64_t note : {200'000, 100'000, 50'000, 20'000, 10'000, 5'000, 2'000, 1'000})
    for (; note <= som; som -= note) notes.push_back(note);
  return notes;
}

} // namespace

struct Bench::Impl {
  boost::asio::io_context io;
  boost::asio::local::stream_protocol::socket socket{io};
  boost::asio::streambuf buffer;

  boost::json::object ask(const std::string& line) {
    boost::asio::write(socket, boost::asio::buffer(line + "\n"));
    boost::asio::read_until(socket, buffer, '\n');
    std::istream in{&buffer};
    std::string answer;
    std::getline(in, answer);
    return boost::json::parse(answer).as_object();
  }
};

Bench::Bench(const std::string& socket) : impl_{std::make_unique<Impl>()} {
  impl_->socket.connect(boost::asio::local::stream_protocol::endpoint{socket});
}
Bench::~Bench() = default;

bool Bench::ask(std::string_view device, std::string_view what, std::string_view more) {
  const auto line = fmt::format(R"({{"device":"{}","do":"{}"{}{}}})", device, what, more.empty() ? "" : ",", more);
  return impl_->ask(line).at("ok").as_bool();
}

void Bench::must(std::string_view device, std::string_view what, std::string_view more) {
  if (!ask(device, what, more)) throw std::runtime_error(fmt::format("the bench does not do {} {} {}", device, what, more));
}

std::size_t Bench::orders() { return impl_->ask(R"({"device":"store","do":"truth"})").at("truth").at("orders").as_array().size(); }

People::People(Gate& gate, Bench& bench) : gate_{gate}, bench_{bench} {
  const auto by_card = [this] { buy(Method::card, Sum::any); };
  const auto by_card_and_watched = [=, this] {
    by_card();
    log_in();
    until("the store's registration of it is known", [](const View& v) {
      return std::ranges::any_of(v.staff.open, [&v](const auto& item) {
        return item.kind == OpenItem::Kind::double_registration && item.sale == v.staff.last_sales.at(0).sale;
      });
    });
    log_out();
  };
  const auto in_cash = [this] { buy(Method::cash, Sum::two_notes); };
  const auto later = [this] { buy(Method::later, Sum::any); };
  const auto overpaid = [this] { buy(Method::cash, Sum::no_notes); };
  const auto part_paid = [this] {
    to_payment(Sum::two_notes);
    choose(Method::cash);
    at(StageKind::cash);
    insert(notes_for(gate_.view()->cash.due.in_som()).front());
    gate_.send(intent::Cancel{});
    gate_.send(intent::Answer{true});
    at(StageKind::failed);
    until("the claim's slip is out", [](const View& v) { return v.failed.print != PrintState::running; });
    leave();
  };
  const auto account_and = [this](Method method, bool cashback) {
    return [=, this] {
      if (cashback) bench_.must("store", "cashback", fmt::format(R"("phone":"{}","som":{})", account, cashback_som));
      to_receiver(cashback ? Sum::above_cashback : Sum::any);
      sign_in();
      const auto known = gate_.view()->receiver;
      gate_.send(intent::SubmitReceiver{known.first_name, known.last_name, known.phone, {}});
      at(StageKind::payment);
      if (cashback) gate_.send(intent::UseCashback{true});
      choose(method);
      if (method == Method::card) pay_by_card();
      else pay_in_cash(false);
      at(StageKind::done);
      leave();
      until("signed out", [](const View& v) { return !v.customer.has_value(); });
    };
  };

  plays_ = {
      {"card", {}, by_card},
      {"cash", {}, in_cash},
      {"overpaid", {}, overpaid},
      {"later", {}, later},
      {"courier",
       {},
       [this] {
         to_payment(Sum::for_courier, true);
         choose(Method::card);
         pay_by_card();
         at(StageKind::done);
         leave();
       }},
      {"card_here", {}, by_card}, // with fiscal.online_payments = "module"
      {"account", {}, account_and(Method::card, false)},
      {"cashback", {}, account_and(Method::card, true)},
      {"cashback_cash", {}, account_and(Method::cash, true)},
      {"declined",
       {},
       [this] {
         bench_.must("store", "fail_pay", R"("n":1)");
         to_payment(Sum::any);
         choose(Method::card);
         at(StageKind::card);
         give_card();
         at(StageKind::sms);
         give_code();
         at(StageKind::card);
         pay_by_card();
         at(StageKind::done);
         leave();
       }},
      {"order_lost",
       {},
       [this] {
         bench_.must("store", "no_answer_create", R"("n":1)");
         const auto before = bench_.orders();
         to_payment(Sum::any);
         choose(Method::card);
         until("the store has the order", [&](const View&) { return bench_.orders() > before; });
         bench_.must("store", "drop_socket");
         pay_by_card();
         at(StageKind::done);
         leave();
       }},
      {"order_unread",
       {},
       [this] {
         bench_.must("store", "no_answer_create", R"("n":1)");
         bench_.must("store", "unreadable_order", R"("n":1)");
         const auto before = bench_.orders();
         to_payment(Sum::any);
         choose(Method::card);
         until("the store has the order", [&](const View&) { return bench_.orders() > before; });
         bench_.must("store", "drop_socket");
         at(StageKind::failed);
         leave();
       }},
      {"payment_lost",
       {},
       [this] {
         bench_.must("store", "no_answer_pay", R"("n":1)");
         buy(Method::card, Sum::any);
       }},
      {"receipt_lost",
       {},
       [this] {
         bench_.must("fiscal", "no_answer_after_register", R"("n":1)");
         buy(Method::cash, Sum::two_notes);
       }},
      {"no_paper",
       {},
       [this] {
         bench_.must("printer", "paper_out");
         until("the printer has no paper", [](const View& v) { return !v.devices.printer.can_print(); });
         buy(Method::card, Sum::any);
       }},
      {"part_paid", {}, part_paid},
      {"returned",
       {},
       [this] {
         to_payment(Sum::no_notes);
         choose(Method::cash);
         at(StageKind::cash);
         until("the validator takes the note", [&](const View&) { return bench_.ask("cash", "insert", R"("denomination":20000)"); });
         until("the question", [](const View& v) { return v.cash.overpay.has_value(); });
         gate_.send(intent::ReturnNote{});
         until("the note is back", [](const View& v) { return v.cash.message == CashMessage::note_returned; });
         pay_in_cash(true);
         at(StageKind::done);
         leave();
       }},
      {"kept",
       {},
       [this] {
         to_payment(Sum::two_notes);
         choose(Method::cash);
         at(StageKind::cash);
         gate_.send(intent::Cancel{});
         gate_.send(intent::Answer{true});
         at(StageKind::done);
         leave();
       }},
      {"given_up",
       {},
       [this] {
         to_payment(Sum::any);
         choose(Method::card);
         at(StageKind::card);
         gate_.send(intent::Cancel{});
         gate_.send(intent::Answer{true});
         at(StageKind::attract);
       }},
      {"refund", in_cash, [this] { refund_last({}); }},
      {"refund_card", by_card_and_watched, [this] { refund_last("PAYME-REV-1"); }}, // with fiscal.online_payments = "module"
      {"collect", in_cash,
       [this] {
         log_in();
         staff_do("encashment", intent::StaffEncash{"77123"});
         log_out();
       }},
      {"shift", in_cash,
       [this] {
         log_in();
         staff_do("x_report", intent::StaffXReport{});
         staff_do("close_shift", intent::StaffCloseShift{});
         staff_do("open_shift", intent::StaffOpenShift{});
         staff_do("print", intent::StaffTestPage{});
         log_out();
       }},
      {"settle",
       [=] {
         overpaid();
         part_paid();
       },
       [this] {
         log_in();
         for (const auto& item : std::vector{gate_.view()->staff.open})
           if (item.needs_check_number) staff_do(item.id, intent::StaffSettle{item.id, item.id.substr(item.id.find(':') + 1), "paid out"});
         log_out();
       }},
  };
}

const Play* People::find(std::string_view name) const {
  for (const auto& play : plays_)
    if (play.name == name) return &play;
  return nullptr;
}

void People::wait_for_machines() {
  until("store and machines are up", [](const View& v) {
    return v.devices.store.can_order() && v.devices.printer.can_print() && v.devices.fiscal.can_register() && v.devices.cash.can_accept() &&
           v.devices.catalog_size > 300;
  });
}

void People::until_quiet() {
  until("quiet", [](const View& v) {
    const auto& queue = v.devices.queue;
    return v.stage == StageKind::attract && queue.registrations + queue.refunds + queue.orders + queue.payments + queue.carts == 0;
  });
}

template <class Test> void People::until(const std::string& what, const Test& test) {
  const auto end = std::chrono::steady_clock::now() + 30s * KIOSK_TEST_PATIENCE;
  while (!test(*gate_.view())) {
    if (std::chrono::steady_clock::now() > end)
      throw std::runtime_error(fmt::format("{}: not in time at {}", what, boost::describe::enum_to_string(gate_.view()->stage, "?")));
    std::this_thread::sleep_for(2ms);
  }
}

void People::at(StageKind stage) {
  until(fmt::format("the stage {}", boost::describe::enum_to_string(stage, "?")), [stage](const View& v) { return v.stage == stage; });
}

void People::to_receiver(Sum sum, bool courier) {
  at(StageKind::attract);
  gate_.send(intent::Start{});
  add_goods(sum);
  gate_.send(intent::Checkout{});
  gate_.send(courier ? intent::ChooseDelivery{DeliveryType::courier, 0} : intent::ChooseDelivery{DeliveryType::pickup, {}});
  gate_.send(intent::DeliveryNext{});
  at(StageKind::receiver);
}

void People::to_payment(Sum sum, bool courier) {
  to_receiver(sum, courier);
  gate_.send(intent::SubmitReceiver{"Gúlnaz", "Ótegenova", "998612224567", courier ? "Nókis, 12" : ""});
  at(StageKind::payment);
}

/// Goods that every customer may buy by every method, the cheapest that fit: a sum that two small notes make, a sum that no notes make, and a sum above the
/// cashback that two notes and the cashback make. For courier, which wants a larger sum, the goods with the largest stock.
void People::add_goods(Sum sum) {
  const auto catalog = gate_.catalog();
  const bool courier = sum == Sum::for_courier;
  const Product* best = nullptr;
  for (const auto id : catalog->in_category(0)) {
    const auto* p = catalog->find(id);
    if (!p || !p->registrable() || p->weighed() || p->marked() || p->min_age() || p->sold_out() ||
        (p->stock && *p->stock < Quantity::pieces(5)))
      continue;
    const auto som = p->effective_price().in_som();
    bool fits = true;
    switch (sum) {
    case Sum::any: break;
    case Sum::two_notes: fits = som % 1000 == 0 && notes_for(som).size() >= 2; break;
    case Sum::no_notes: fits = som % 1000 != 0 && som > 2000 && som < 15'000; break;
    case Sum::for_courier: fits = som >= 34'000 && p->stock.has_value(); break;
    case Sum::above_cashback: fits = (som - cashback_som) % 1000 == 0 && som > cashback_som; break;
    }
    const auto better = [&] { return courier ? *p->stock > *best->stock : p->effective_price() < best->effective_price(); };
    if (fits && (!best || better())) best = p;
  }
  if (!best) throw std::runtime_error("the catalogue has no goods that fit");
  std::int64_t pieces = 1;
  if (courier) pieces = 100'000 / std::max<std::int64_t>(best->effective_price().in_som(), 1) + 1;
  gate_.send(intent::AddProduct{best->id});
  until("the goods are in the cart", [](const View& v) { return v.cart.pieces() == 1; });
  if (pieces == 1) return;
  gate_.send(intent::SetQuantity{gate_.view()->cart.lines().front().id, Quantity::pieces(pieces)});
  until("all of them", [pieces](const View& v) { return v.cart.pieces() == pieces; });
}

void People::sign_in() {
  SecretBuffer secret{32};
  secret.append(password);
  gate_.send_secret(intent::SignIn{std::string{account}}, std::move(secret));
  until("signed in", [](const View& v) { return v.customer.has_value(); });
}

void People::choose(Method method) { gate_.send(intent::ChooseMethod{method}); }

void People::give_card() {
  CardSecret card{SecretBuffer{16}, SecretBuffer{4}};
  card.number.append("8600069195406311");
  card.expiry.append("0399");
  gate_.send_card(std::move(card));
}

void People::give_code() {
  SecretBuffer code{8};
  code.append("666666");
  gate_.send_secret(intent::SubmitCode{}, std::move(code));
}

void People::pay_by_card() {
  at(StageKind::card);
  give_card();
  at(StageKind::sms);
  give_code();
}

void People::insert(std::int64_t note) {
  const auto before = gate_.view()->cash.inserted;
  until("the validator takes the note",
        [&](const View&) { return bench_.ask("cash", "insert", fmt::format(R"("denomination":{})", note)); });
  until("the note counts", [&](const View& v) { return v.stage != StageKind::cash || v.cash.inserted > before || v.cash.overpay; });
  if (gate_.view()->cash.overpay) gate_.send(intent::AcceptOverpay{});
  until("the note counts", [&](const View& v) { return v.stage != StageKind::cash || v.cash.inserted > before; });
}

void People::pay_in_cash(bool too_much) {
  at(StageKind::cash);
  auto notes = notes_for(gate_.view()->cash.due.in_som());
  if (too_much) notes.push_back(1'000);
  for (const auto note : notes) insert(note);
}

void People::leave() {
  gate_.send(intent::Finish{});
  at(StageKind::attract);
}

void People::buy(Method method, Sum sum) {
  to_payment(sum);
  choose(method);
  if (method == Method::card) pay_by_card();
  if (method == Method::cash) pay_in_cash(sum == Sum::no_notes);
  at(StageKind::done);
  leave();
}

void People::log_in() {
  SecretBuffer secret{16};
  secret.append(pin);
  gate_.send_secret(intent::StaffLogin{}, std::move(secret));
  until("staff are logged in", [](const View& v) { return v.staff.logged_in; });
}

void People::log_out() {
  gate_.send(intent::StaffLogout{});
  until("staff are logged out", [](const View& v) { return !v.staff.logged_in; });
}

/// Waits for its answer, which the toast tells. What goes to paper (reports, the act) has another toast when it is out.
void People::staff_do(const std::string& what, Intent intent) {
  const auto before = gate_.view()->toast.serial;
  gate_.send(std::move(intent));
  until(what, [before](const View& v) { return v.toast.serial > before && !v.staff.busy; });
  if (gate_.view()->toast.kind == ToastKind::staff_failed) throw std::runtime_error(what + " failed");
}

void People::refund_last(std::string reference) {
  log_in();
  const auto sale = gate_.view()->staff.last_sales.at(0);
  intent::StaffRefund request{sale.sale, {}, "bad egg", std::move(reference)};
  request.lines.push_back({0, sale.lines.at(0).quantity, {}});
  staff_do("refund", request);
  log_out();
}

} // namespace lone
