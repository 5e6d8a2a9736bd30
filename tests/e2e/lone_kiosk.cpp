// lone-kiosk: the kiosk without its window, and a customer in the same process who buys what standard input says. For the crash
// tests (crashes.py), which kill it. The engine, the drivers, the store's client and the journal are the kiosk's own; the policy's
// waits are shortened, nothing else is.
//
//   buy card|cash|overpaid|later|courier [FAULT]   prints "bought"; with a fault (fault_point.h) the process dies on the way
//   count PLACE                                    prints "count N": how often PLACE was reached since the last buy
//   end of input                                   stops in order, exit code 0
//
// Prints "ready" when store and machines are up. Exit codes as the kiosk's; 1: the customer could not go on.
#include "engine/base/fault_point.h"
#include "engine/base/log.h"
#include "engine/checkout/policy.h"
#include "engine/config/config.h"
#include "engine/journal/sqlite_journal.h"
#include "kiosk/program/commands.h"
#include "kiosk/program/machine_room.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/streambuf.hpp>
#include <boost/asio/write.hpp>
#include <boost/describe/enum_to_string.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <iostream>
#include <sstream>
#include <thread>

namespace {

using namespace engine;
using namespace std::chrono_literals;

/// English is the message id.
class PlainWords final : public Words {
public:
  std::string_view text(Language, std::string_view msgid) const override { return msgid; }
  std::string_view plural(Language, std::string_view one, std::string_view many, std::int64_t n) const override { return n == 1 ? one : many; }
};

void shorten_waits(Policy& p) {
  p.first_retry = Millis{50};
  p.background_every = Millis{100};
  p.longest_retry = Millis{1'000};
  p.order_search_limit = Millis{1'500};
  p.payment_search_limit = Millis{6'000}; // the simulated store takes some seconds to show a payment, as the real one does
  p.done_closes = Millis{100};
}

/// The bench, of which the customer needs the slot for notes.
class Slot {
public:
  explicit Slot(const std::string& path) { socket_.connect(boost::asio::local::stream_protocol::endpoint{path}); }
  /// False when the validator does not take it just now.
  bool insert(std::int64_t denomination) {
    const boost::json::object request{{"device", "cash"}, {"do", "insert"}, {"denomination", denomination}};
    boost::asio::write(socket_, boost::asio::buffer(boost::json::serialize(request) + "\n"));
    boost::asio::read_until(socket_, buffer_, '\n');
    std::istream in{&buffer_};
    std::string line;
    std::getline(in, line);
    return boost::json::parse(line).at("ok").as_bool();
  }

private:
  boost::asio::io_context io_;
  boost::asio::local::stream_protocol::socket socket_{io_};
  boost::asio::streambuf buffer_;
};

class Customer {
public:
  Customer(Gate& gate, Slot& slot) : gate_{gate}, slot_{slot} {}

  void wait_for_machines() {
    until("store and machines are up", [](const View& v) {
      return v.devices.store.can_order() && v.devices.printer.can_print() && v.devices.fiscal.can_register() && v.devices.cash.can_accept() &&
             v.devices.catalog_size > 300;
    });
  }

  void buy(const std::string& how) {
    until("the attract screen", [](const View& v) { return v.stage == StageKind::attract; });
    const bool courier = how == "courier";
    gate_.send(intent::Start{});
    add_goods(how);
    gate_.send(intent::Checkout{});
    gate_.send(courier ? intent::ChooseDelivery{DeliveryType::courier, 0} : intent::ChooseDelivery{DeliveryType::pickup, {}});
    gate_.send(intent::DeliveryNext{});
    gate_.send(intent::SubmitReceiver{"Gúlnaz", "Ótegenova", "998612224567", courier ? "Nókis, 12" : ""});
    at(StageKind::payment);
    if (how == "later") gate_.send(intent::ChooseMethod{Method::later});
    else if (how == "card" || courier) pay_by_card();
    else pay_in_cash(how == "overpaid");
    at(StageKind::done);
    gate_.send(intent::Finish{});
    at(StageKind::attract);
  }

private:
  template <class Test>
  void until(const std::string& what, const Test& test) {
    const auto end = std::chrono::steady_clock::now() + 30s * KIOSK_TEST_PATIENCE;
    while (!test(*gate_.view())) {
      if (std::chrono::steady_clock::now() > end)
        throw std::runtime_error(what + ": not in time at " + boost::describe::enum_to_string(gate_.view()->stage, "?"));
      std::this_thread::sleep_for(2ms);
    }
  }
  void at(StageKind stage) {
    until(std::string{"the stage "} + boost::describe::enum_to_string(stage, "?"), [stage](const View& v) { return v.stage == stage; });
  }

  /// Goods that anybody may buy by any method, the cheapest: for exact cash a sum that two small notes make, for overpaid cash one that
  /// none make; for courier, which wants a larger sum, those of which there are most.
  void add_goods(const std::string& how) {
    const auto catalog = gate_.catalog();
    const Product* best = nullptr;
    for (const auto id : catalog->in_category(0)) {
      const auto* p = catalog->find(id);
      if (!p || !p->registrable() || p->weighed() || p->marked() || p->min_age() || p->sold_out() || (p->stock && *p->stock < Quantity::pieces(5))) continue;
      const auto som = p->effective_price().in_som();
      const bool fits = how == "cash"       ? som % 1000 == 0 && notes_for(som).size() >= 2
                        : how == "overpaid" ? som % 1000 != 0 && som > 2000
                        : how == "courier"  ? som >= 34'000 && p->stock.has_value()
                                            : true;
      const auto better = [&] { return how == "courier" ? *p->stock > *best->stock : p->effective_price() < best->effective_price(); };
      if (fits && (!best || better())) best = p;
    }
    if (!best) throw std::runtime_error("the catalogue has no goods for " + how);
    std::int64_t pieces = 1;
    if (how == "courier") pieces = 100'000 / std::max<std::int64_t>(best->effective_price().in_som(), 1) + 1;
    gate_.send(intent::AddProduct{best->id});
    until("the goods are in the cart", [](const View& v) { return v.cart.pieces() == 1; });
    if (pieces == 1) return;
    gate_.send(intent::SetQuantity{gate_.view()->cart.lines().front().id, Quantity::pieces(pieces)});
    until("all of them", [pieces](const View& v) { return v.cart.pieces() == pieces; });
  }

  static std::vector<std::int64_t> notes_for(std::int64_t som) {
    std::vector<std::int64_t> notes;
    for (const std::int64_t note : {200'000, 100'000, 50'000, 20'000, 10'000, 5'000, 2'000, 1'000})
      for (; note <= som; som -= note) notes.push_back(note);
    return notes;
  }

  void pay_by_card() {
    gate_.send(intent::ChooseMethod{Method::card});
    at(StageKind::card);
    CardSecret card{SecretBuffer{16}, SecretBuffer{4}};
    card.number.append("8600069195406311");
    card.expiry.append("0399");
    gate_.send_card(std::move(card));
    at(StageKind::sms);
    SecretBuffer code{8};
    code.append("666666");
    gate_.send_secret(intent::SubmitCode{}, std::move(code));
  }

  void pay_in_cash(bool too_much) {
    gate_.send(intent::ChooseMethod{Method::cash});
    at(StageKind::cash);
    auto notes = notes_for(gate_.view()->cash.due.in_som());
    if (too_much) notes.push_back(1'000);
    for (const auto note : notes) {
      const auto before = gate_.view()->cash.inserted;
      until("the validator takes the note", [&](const View&) { return slot_.insert(note); });
      until("the note counts", [&](const View& v) { return v.stage != StageKind::cash || v.cash.inserted > before || v.cash.overpay; });
      if (gate_.view()->cash.overpay) gate_.send(intent::AcceptOverpay{});
      until("the note counts", [&](const View& v) { return v.stage != StageKind::cash || v.cash.inserted > before; });
    }
  }

  Gate& gate_;
  Slot& slot_;
};

int run(const std::string& config_file, const std::string& state, const std::string& bench) {
  const auto config = load_config(config_file);
  if (!config) {
    std::cerr << config.error().front() << '\n';
    return kiosk::exit_usage;
  }
  std::filesystem::create_directories(state);
  open_log(std::filesystem::path{state} / "logs");
  const PlainWords words;
  kiosk::MachineRoom room{*config, state, words, shorten_waits};
  room.start();
  Slot slot{bench};
  Customer customer{room.gate(), slot};
  customer.wait_for_machines();
  std::cout << "ready" << std::endl;
  for (std::string line; std::getline(std::cin, line);) {
    std::istringstream words_of_line{line};
    std::string command, what, fault;
    words_of_line >> command >> what >> fault;
    if (command == "buy") {
      arm_fault(fault);
      customer.buy(what);
      std::cout << "bought" << std::endl;
    } else if (command == "count") {
      std::cout << "count " << fault_count(what) << std::endl;
    } else {
      std::cerr << "not understood: " << line << '\n';
      return kiosk::exit_usage;
    }
  }
  room.stop();
  return kiosk::exit_ok;
}

} // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    std::cerr << "lone-kiosk CONFIG STATE BENCH_SOCKET\n";
    return kiosk::exit_usage;
  }
  try {
    return run(argv[1], argv[2], argv[3]);
  } catch (const StateBusy& e) {
    std::cerr << e.what() << '\n';
    return kiosk::exit_state_busy;
  } catch (const JournalError& e) {
    std::cerr << e.what() << '\n';
    return kiosk::exit_journal;
  } catch (const std::exception& e) {
    std::cerr << e.what() << '\n';
    return 1;
  }
}
