// Everything at once, by a seed: notes, power cuts, pulled plugs, lost and late bytes, dead kiosks, a full
// disk, rough hands. A journal of the rules of devices/cash/PROTOCOL.md section 5 credits; the validator knows what is
// really in its cassette.
#include "engine/base/log.h"
#include "tests/devices/cash/machine.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <random>

namespace {

using namespace std::chrono_literals;
using test::Machine;

/// The state that outlives the kiosk. Counts notes; amounts are compared through the sums.
struct Journal {
  struct Open {
    std::int64_t denomination;
    bool stack_intended;
  };
  std::optional<Open> open;
  std::optional<std::int64_t> last_credited; ///< and no new escrow since
  std::int64_t credited = 0, orphaned = 0, unknown = 0;
  int duplicates = 0;

  void close_unknown() {
    if (open && open->stack_intended) unknown += open->denomination;
    open.reset();
  }
  void write(const engine::CashEvent& event) {
    if (const auto* escrow = std::get_if<engine::NoteInEscrow>(&event)) {
      close_unknown();
      open = Open{escrow->denomination, false};
      last_credited.reset();
    } else if (const auto* note = std::get_if<engine::NoteStacked>(&event)) {
      if (open && open->denomination == note->denomination) {
        credited += note->denomination;
        last_credited = note->denomination;
        open.reset();
      } else if (note->recovered && last_credited == note->denomination) {
        ++duplicates;
      } else {
        orphaned += note->denomination;
      }
    } else if (std::holds_alternative<engine::NoteReturned>(event)) {
      open.reset();
    } else if (std::holds_alternative<engine::ValidatorReady>(event)) {
      close_unknown();
    }
  }
};

class Chaos : public testing::TestWithParam<unsigned>, public Machine {
protected:
  int pick(int below) { return static_cast<int>(random() % static_cast<unsigned>(below)); }

  void hand_or_fault() {
    switch (pick(30)) {
    case 0: static_cast<void>(model.power_cut(now)); break;
    case 1: unplug_or_plug(); break;
    case 2: model.drop_answers(1 + pick(4)); break;
    case 3: model.corrupt_answers(1 + pick(4)); break;
    case 4: model.delay_answers(1 + pick(4)); break;
    case 5: model.refuse_commands(1 + pick(4)); break;
    case 6: model.ignore_acks(1 + pick(3)); break;
    case 7: full_disk = 1 + pick(3); break;
    case 8: model.be_busy(now, engine::Millis{pick(3000)}); break;
    case 9: model.be_silent(pick(2) == 0); break;
    case 10:
      if (pick(3) == 0) restart_and_enable();
      break;
    case 11: static_cast<void>(model.second_note(now)); break;
    case 12: static_cast<void>(model.take_second_back(now)); break;
    case 13:
      if (pick(4) == 0) static_cast<void>(model.pull_back(now));
      break;
    case 14: static_cast<void>(model.cassette_out(now)); break;
    case 15: current->disable(); break;
    case 16: model.reject_next(0x65); break;
    case 17: static_cast<void>(model.cheat(now)); break;
    case 18: model.report_recovered_returns(pick(2) == 0); break;
    default: break;
    }
  }
  void unplug_or_plug() {
    if (line) unplug();
    else plug();
  }
  void restart_and_enable() {
    restart_kiosk();
    current->enable(all);
  }
  void heal() {
    static_cast<void>(model.power_on(now));
    static_cast<void>(model.cassette_in(now));
    model.be_silent(false);
    if (!line) plug();
  }
  std::mt19937 random{GetParam()};
  int full_disk = 0;
  bool cut_soon = false;
};

TEST_P(Chaos, EveryNoteCountsOnce) {
  Journal journal;
  before_event = [&](const engine::CashEvent&) {
    if (full_disk > 0) {
      --full_disk;
      throw std::runtime_error("disk full");
    }
  };
  after_event = [&](const engine::CashEvent& event) {
    journal.write(event);
    if (std::holds_alternative<engine::NoteStacked>(event) && pick(8) == 0) {
      model.ignore_acks(1); // its ACK is lost, and then the power
      cut_soon = true;
    }
    if (!std::holds_alternative<engine::NoteInEscrow>(event)) return;
    switch (pick(8)) {
    case 0: current->return_note(); break;
    case 1: current->hold(); break;
    case 2: break; // nobody decides
    default: journal.open->stack_intended = true; current->stack();
    }
  };
  spdlog::set_level(spdlog::level::off); // thousands of faults, each with its line
  start();
  for (int i = 0; i < 2000; ++i) {
    static_cast<void>(model.insert(now, all[static_cast<std::size_t>(pick(8))]));
    if (pick(14) == 0) hand_or_fault();
    run(engine::Millis{pick(700)});
    if (std::exchange(cut_soon, false)) static_cast<void>(model.power_cut(now));
    if (pick(9) == 0) heal();
    if (pick(10) == 0) current->enable(all);
  }
  heal();
  full_disk = 0;
  current->enable(all);
  ASSERT_TRUE(run_until([&] { return current->status().accepting && current->status().settled && !model.pending(); }, 120s))
      << current->status().detail;

  const auto counted = journal.credited + journal.orphaned;
  EXPECT_LE(counted, stacked()) << "a note counted twice";
  EXPECT_GE(counted + journal.unknown, stacked()) << "a note lost";
  EXPECT_THAT(model.truth().violations, testing::IsEmpty());
  EXPECT_EQ(model.truth().events_lost, 0U);
  EXPECT_GT(journal.duplicates, 0) << "the second report of a note was never tried";
  EXPECT_GT(model.truth().stacked.size(), 0U) << "a run without a note shows nothing";
}
INSTANTIATE_TEST_SUITE_P(Seeds, Chaos, testing::Range(1U, 25U));

} // namespace
