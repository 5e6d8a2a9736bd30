// The slice of the simulation that every change has to pass: at least 10,000 purchases, the seeds that ever
// failed, and that a seed is a run.
#include "tests/simulation/campaign.h"

#include <fstream>
#include <gtest/gtest.h>

namespace simulation {
namespace {

void expect_holds(std::uint64_t seed, Sums& sums) {
  const auto result = play_seed(seed, sums, false);
  if (result.violation.empty()) return;
  Sums again;
  ADD_FAILURE() << "seed " << seed << " broke: " << result.violation << "\nagain: scripts/simulate --seed " << seed << " --trace\n"
                << play_seed(seed, again, true).trace;
}

/// Purchases of one slice; the slices begin far apart.
void slice(std::uint64_t first, std::int64_t purchases) {
  Sums sums;
  for (auto seed = first; sums.purchases < purchases && !::testing::Test::HasFailure(); ++seed) expect_holds(seed, sums);
  EXPECT_GT(sums.paid_card, purchases / 10);
  EXPECT_GT(sums.paid_cash, purchases / 20);
  EXPECT_GT(sums.later, purchases / 20);
  EXPECT_GT(sums.restarts, purchases / 10) << "the power hardly ever went";
  // Each temper and each chore of the staff really happens.
  for (const char* what : {"changes the cart",
                           "gives the order up",
                           "is asked about the change",
                           "is asked for the age",
                           "keeps the order for later",
                           "leaves by the button",
                           "orders what another orders",
                           "orders what another orders, without marks",
                           "presses twice",
                           "pulls the note back",
                           "pushes a note in",
                           "pushes a second note in",
                           "pushes any note in",
                           "scans",
                           "scans a marked piece",
                           "scans a weighed piece",
                           "signs in",
                           "signs in and walks off",
                           "signs in with a wrong password",
                           "staff: collect the cash",
                           "staff: come",
                           "staff: come for the cash",
                           "staff: enter the cash in the store",
                           "staff: refund",
                           "staff: refund, piece by piece",
                           "staff: settle a payout",
                           "staff: settle an entry",
                           "staff: shift",
                           "staff: wrong PIN",
                           "steps up to another's screen",
                           "stranger: pulls the plug at the locked door",
                           "stranger: tries a PIN",
                           "takes the second note back",
                           "tries to pay again",
                           "types a card that is declined",
                           "types a wrong code",
                           "uses cashback",
                           "walks off",
                           "walks off with notes inside"})
    EXPECT_GE(sums.people[what], 3) << what;
  for (const char* what :
       {"clock ten years off", "kiosk: old rows archived", "module: registered, no answer, shift closed", "printer: a moment without power",
        "validator: long without power", "wire to the store: order answered on the next connection"})
    EXPECT_GE(sums.faults[what], 3) << what;
  ::testing::Test::RecordProperty("purchases", std::to_string(sums.purchases));
}

TEST(Simulation, FiveThousandPurchases) { slice(1, 5'000); }
TEST(Simulation, FiveThousandOtherPurchases) { slice(600, 5'000); }

TEST(Simulation, SeedsThatOnceFailed) {
  std::ifstream list{std::string{SOURCE_DIR} + "/tests/simulation/failed_seeds.txt"};
  ASSERT_TRUE(list) << "the list of seeds is missing";
  int seeds = 0;
  for (std::string line; std::getline(list, line);) {
    if (line.empty() || line.front() == '#') continue;
    Sums sums;
    expect_holds(std::stoull(line), sums);
    ++seeds;
  }
  EXPECT_GT(seeds, 0);
}

TEST(Simulation, ASeedIsOneRun) {
  Sums once, twice;
  const auto a = play_seed(42, once, true), b = play_seed(42, twice, true);
  EXPECT_FALSE(a.trace.empty());
  EXPECT_EQ(a.trace, b.trace);
  EXPECT_EQ(once.events, twice.events);
}

} // namespace
} // namespace simulation
