// mutants: the simulation with one deliberate fault in the program, chosen here
// (tests/simulation/SIMULATION.md, "Mutants"). Exit: 0 every mutant asked for was found (with --mutant: all held); 1 one was not (an
// invariant broke); 2 wrong use.
#include "tests/mutants/mutants.h"
#include "tests/mutants/switch.h"
#include "tests/simulation/campaign.h"

#include <CLI/CLI.hpp>
#include <chrono>
#include <fmt/format.h>
#include <fstream>
#include <iostream>
#include <optional>

namespace {

using mutants::Mutant;

std::string play(std::uint64_t seed, int mutant) {
  mutants::chosen = mutant;
  simulation::Sums sums;
  auto result = simulation::play_seed(seed, sums, false);
  mutants::chosen = mutants::none;
  return result.violation;
}

struct Found {
  std::uint64_t seed = 0;
  std::string violation;
};

/// Broken with the mutant, in the words that are expected of it, and whole without: else the seed proves
/// nothing.
std::optional<Found> found_by(std::uint64_t seed, int number, std::map<std::string, int>* others = nullptr) {
  const auto& mutant = mutants::all()[static_cast<std::size_t>(number)];
  auto violation = play(seed, number);
  if (violation.empty()) return std::nullopt;
  if (violation.find(mutant.breaks) == std::string::npos) {
    if (others) ++(*others)[violation];
    return std::nullopt;
  }
  if (!play(seed, mutants::none).empty()) return std::nullopt;
  return Found{seed, std::move(violation)};
}

/// The recorded seeds, then the given number of seeds from 1 on, because a change to the simulation gives every seed another life.
std::optional<Found> look_for(int number, std::uint64_t seeds, bool recorded_too = true) {
  if (recorded_too)
    for (const auto seed : mutants::all()[static_cast<std::size_t>(number)].seeds)
      if (auto found = found_by(seed, number)) return found;
  for (std::uint64_t seed = 1; seed <= seeds; ++seed)
    if (auto found = found_by(seed, number)) return found;
  return std::nullopt;
}

int number_of(const std::string& name) {
  const auto& all = mutants::all();
  for (std::size_t i = 0; i < all.size(); ++i)
    if (all[i].name == name) return static_cast<int>(i);
  return mutants::none;
}

void list() {
  for (const auto& mutant : mutants::all())
    std::cout << fmt::format("{}\n    {}\n    {}, breaks \"{}\"\n", mutant.name, mutant.fault, mutant.file, mutant.breaks);
}

/// All of them or those named, a line each; with `record`, the seeds of all that were found go into that
/// file.
int check(const std::vector<int>& numbers, std::uint64_t seeds, const std::string& record) {
  using Clock = std::chrono::steady_clock;
  const auto began = Clock::now();
  std::ofstream recorded;
  if (!record.empty()) recorded.open(record);
  std::size_t found = 0;
  for (const auto number : numbers) {
    const auto& mutant = mutants::all()[static_cast<std::size_t>(number)];
    const auto hit = look_for(number, seeds);
    if (!hit) {
      std::cout << fmt::format("{:<36} {:>7}  SURVIVED {} recorded seeds and {} more: {}", mutant.name, "-", mutant.seeds.size(), seeds,
                               mutant.fault)
                << std::endl;
      continue;
    }
    ++found;
    if (record.empty()) std::cout << fmt::format("{:<36} {:>7}  {}", mutant.name, hit->seed, hit->violation) << std::endl;
    else recorded << mutant.name << ' ' << hit->seed << std::endl;
    const bool known = std::find(mutant.seeds.begin(), mutant.seeds.end(), hit->seed) != mutant.seeds.end();
    if (!known && record.empty())
      std::cout << "    its recorded seeds do not find it any more: scripts/mutants --record writes new ones" << std::endl;
  }
  std::cout << fmt::format("found {} of {}, {:.1f} s\n", found, numbers.size(),
                           std::chrono::duration<double>(Clock::now() - began).count());
  return found == numbers.size() ? 0 : 1;
}

/// Which of the seeds find the mutant, and the other invariants that they see broken.
int explore(int number, std::uint64_t first, std::uint64_t seeds) {
  const auto& mutant = mutants::all()[static_cast<std::size_t>(number)];
  std::map<std::string, int> others;
  int hits = 0;
  for (std::uint64_t seed = first; seed < first + seeds; ++seed) {
    const auto found = found_by(seed, number, &others);
    if (!found) continue;
    if (++hits <= 10) std::cout << fmt::format("seed {:>6}  {}", seed, found->violation) << std::endl;
  }
  std::cout << fmt::format("{}: {} of {} seeds break \"{}\"\n", mutant.name, hits, seeds, mutant.breaks);
  for (const auto& [violation, n] : others) std::cout << fmt::format("{:>6} break something else: {}\n", n, violation);
  return hits > 0 ? 0 : 1;
}

} // namespace

int main(int argc, char** argv) {
  CLI::App app{"The simulation with one deliberate fault in the program. Without options: plays every mutant "
               "over its seeds."};
  simulation::Campaign campaign;
  bool listing = false;
  std::vector<std::string> names;
  std::string one, record;
  std::uint64_t seeds = 2000;
  std::optional<std::uint64_t> seed;
  app.add_flag("--list", listing, "what there is");
  app.add_option("--check", names, "only these");
  app.add_option("--record", record, "the seeds that find them, into this file, a line each");
  app.add_option("--explore", one, "tells which seeds find this one");
  app.add_option("--seeds", seeds, "so many are looked through, besides the recorded ones")->check(CLI::Range(0, 1'000'000));
  app.add_option("--mutant", campaign.mutant, "plays this one as simulate does; none: the program as it is");
  app.add_option("--seed", seed, "the first seed");
  app.add_option("--runs", campaign.runs, "so many seeds one after another");
  app.add_flag("--trace", campaign.trace, "prints what happened, also when all held");
  app.add_flag("--keep-going", campaign.keep_going, "one line for each seed that fails, and on to the next");
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& asked) {
    return app.exit(asked);
  } catch (const CLI::ParseError& wrong) {
    app.exit(wrong);
    return 2;
  }
  const auto unknown = [](const std::string& name) {
    std::cerr << "there is no mutant " << name << ": see --list\n";
    return 2;
  };
  if (listing) {
    list();
    return 0;
  }
  if (!campaign.mutant.empty()) {
    campaign.first = seed.value_or(1);
    if (campaign.mutant == "none") {
      campaign.mutant.clear();
    } else {
      mutants::chosen = number_of(campaign.mutant);
      if (mutants::chosen == mutants::none) return unknown(campaign.mutant);
    }
    return simulation::play(campaign, std::cout);
  }
  if (!one.empty()) {
    const auto number = number_of(one);
    return number == mutants::none ? unknown(one) : explore(number, seed.value_or(1), seeds);
  }
  std::vector<int> numbers;
  for (const auto& name : names) {
    numbers.push_back(number_of(name));
    if (numbers.back() == mutants::none) return unknown(name);
  }
  if (names.empty())
    for (std::size_t i = 0; i < mutants::all().size(); ++i) numbers.push_back(static_cast<int>(i));
  return check(numbers, seeds, record);
}
