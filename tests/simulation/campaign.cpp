#include "tests/simulation/campaign.h"

#include "tests/simulation/faults.h"
#include "tests/simulation/people.h"
#include "tests/simulation/world.h"
#include <chrono>
#include <csignal>
#include <ostream>

namespace simulation {

RunResult play_seed(std::uint64_t seed, Sums& sums, bool trace) {
  World world{seed, trace};
  world.run();
  const auto totals = world.totals();
  ++sums.runs;
  sums.failures += !world.violation().empty();
  sums.purchases += totals.purchases;
  sums.paid_card += totals.paid_card;
  sums.paid_cash += totals.paid_cash;
  sums.later += totals.later;
  sums.restarts += totals.restarts;
  sums.events += totals.events;
  for (const auto& [kind, n] : world.faults->counts()) sums.faults[kind] += n;
  for (const auto& [kind, n] : world.people->counts()) sums.people[std::string{kind}] += n;
  const auto& s = world.store_wire.counts();
  sums.faults["wire to the store: refused"] += s.refused;
  sums.faults["wire to the store: request lost"] += s.lost_before;
  sums.faults["wire to the store: answer lost"] += s.lost_after;
  sums.faults["wire to the store: answer cut"] += s.cut;
  sums.faults["wire to the store: gateway error"] += s.gateway;
  sums.faults["wire to the store: late"] += s.late;
  sums.faults["wire to the store: socket broken"] += s.socket_breaks;
  sums.faults["wire to the store: order answered on the next connection"] += s.told_later;
  for (const auto* wire : {&world.cash_wire, &world.fiscal_wire, &world.printer_wire, &world.scanner_wire}) {
    sums.faults["wires: bytes lost"] += wire->counts().lost;
    sums.faults["wires: bytes changed"] += wire->counts().changed;
    sums.faults["wires: late"] += wire->counts().late;
    sums.faults["wires: connection cut"] += wire->counts().cut;
  }
  RunResult result{world.violation(), {}};
  for (const auto& line : world.trace.lines()) result.trace += line + "\n";
  return result;
}

namespace {
volatile std::sig_atomic_t asked_to_stop = 0;
}

int play(const Campaign& campaign, std::ostream& out) {
  using Clock = std::chrono::steady_clock;
  Sums sums;
  // Asked to stop, it finishes its seed and says what all came to.
  for (const int signal : {SIGINT, SIGTERM}) std::signal(signal, [](int) { asked_to_stop = 1; });
  const auto began = Clock::now();
  const auto seconds = [&] { return std::chrono::duration<double>(Clock::now() - began).count(); };
  const auto wanted = campaign.runs > 0 ? campaign.runs : campaign.minutes > 0 ? INT64_MAX : 1;
  auto seed = campaign.first;
  for (std::int64_t i = 0; i < wanted && !asked_to_stop; ++i, ++seed) {
    if (campaign.minutes > 0 && seconds() >= static_cast<double>(campaign.minutes) * 60) break;
    auto result = play_seed(seed, sums, campaign.trace);
    if (campaign.trace) out << result.trace;
    if (result.violation.empty()) continue;
    if (campaign.keep_going) {
      out << "seed " << seed << " broke: " << result.violation << std::endl;
      continue;
    }
    if (!campaign.trace) {
      Sums again;
      out << play_seed(seed, again, true).trace;
    }
    const auto again = campaign.mutant.empty() ? "scripts/simulate" : "scripts/mutants --mutant " + campaign.mutant;
    out << "seed " << seed << " broke: " << result.violation << "\nagain: " << again << " --seed " << seed << " --trace\n";
    break;
  }
  const auto took = seconds();
  out << fmt::format("{} runs, {} purchases ({} by card, {} in cash, {} later), {} restarts, {} events, {} "
                     "failures, {:.1f} s, {:.1f} seeds/s, "
                     "{:.0f} purchases/s\n",
                     sums.runs, sums.purchases, sums.paid_card, sums.paid_cash, sums.later, sums.restarts, sums.events, sums.failures, took,
                     static_cast<double>(sums.runs) / took, static_cast<double>(sums.purchases) / took);
  if (campaign.minutes > 0 || campaign.runs > 1)
    for (const auto* counts : {&sums.faults, &sums.people})
      for (const auto& [kind, n] : *counts)
        if (n > 0) out << fmt::format("{:>10}  {}\n", n, kind);
  return sums.failures > 0 ? 1 : 0;
}

} // namespace simulation
