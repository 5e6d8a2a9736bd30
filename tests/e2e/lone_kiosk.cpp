// lone-kiosk: the kiosk without its window, and customers and staff in the same process (lone_people.h) who do what standard input
// says. For the crash tests (crashes.py), which kill it. The engine, the drivers, the store's client and the journal are the kiosk's
// own; the policy's waits are shortened, nothing else is.
//
//   play NAME [FAULT]   one visit; prints "played". With a fault (tests/engine/base/faults.h) the process dies on the way. What the visit
//                       needs (a sale that is to be refunded) is played first, without counting and without the fault
//   count PLACE         prints "count N": how often PLACE was reached since the visit began
//   end of input        stops in order, exit code 0
//
// Prints "ready" when store and machines are up. Exit codes as the kiosk's; 1: somebody could not go on.
#include "engine/base/log.h"
#include "engine/checkout/policy.h"
#include "engine/config/config.h"
#include "engine/journal/sqlite_journal.h"
#include "kiosk/program/commands.h"
#include "kiosk/program/machine_room.h"
#include "tests/e2e/lone_people.h"
#include "tests/engine/base/faults.h"

#include <iostream>
#include <sstream>

namespace {

using namespace engine;
using namespace std::chrono_literals;

/// English is the message id.
class PlainWords final : public Words {
public:
  std::string_view text(Language, std::string_view msgid) const override { return msgid; }
  std::string_view plural(Language, std::string_view one, std::string_view many, std::int64_t n) const override {
    return n == 1 ? one : many;
  }
};

void shorten_waits(Policy& p) {
  p.first_retry = Millis{50};
  p.background_every = Millis{100};
  p.longest_retry = Millis{1'000};
  p.order_search_limit = Millis{1'500};
  p.payment_search_limit = Millis{6'000}; // the simulated store takes some seconds to show a payment, as the real one does
  p.done_closes = Millis{100};
  // What the watch finds (a second registration by the store) belongs to the visit, not only to the first one of a process.
  if (p.online_registrar == Registrar::module) p.watch_every = Millis{300};
}

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
  lone::Bench slot{bench};
  lone::People people{room.gate(), slot};
  people.wait_for_machines();
  std::cout << "ready" << std::endl;
  for (std::string line; std::getline(std::cin, line);) {
    std::istringstream words_of_line{line};
    std::string command, what, fault;
    words_of_line >> command >> what >> fault;
    const auto* play = command == "play" ? people.find(what) : nullptr;
    if (play) {
      if (play->before) {
        play->before();
        people.until_quiet();
      }
      test::arm_fault(fault);
      play->act();
      std::cout << "played" << std::endl;
    } else if (command == "count") {
      std::cout << "count " << test::fault_count(what) << std::endl;
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
  test::arm_fault_from_environment();
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
