#include "kiosk/fleet/remote_state.h"

#include "engine/base/digest.h"
#include "engine/base/outside_text.h"
#include "kiosk/fleet/version_order.h"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value_from.hpp>
#include <boost/json/value_to.hpp>
#include <fmt/format.h>

namespace kiosk::fleet {
namespace {

namespace json = boost::json;

constexpr int text_format = 1;
constexpr std::size_t most_faults = 10, longest_fault = 200;

std::vector<std::string> bounded(const std::vector<std::string>& faults) {
  std::vector<std::string> told;
  for (const auto& fault : faults)
    if (told.size() < most_faults) told.push_back(engine::tidy(fault, longest_fault));
  return told;
}

std::vector<std::string> faults_of(const FaultsOf& ask, const std::string& layer) {
  return layer.empty() ? std::vector<std::string>{} : ask(layer);
}

} // namespace

std::string to_text(const RemoteState& state) {
  return json::serialize(json::object{{"format", text_format}, {"remote", json::value_from(state)}});
}

std::optional<RemoteState> remote_state_from(const std::string& text) {
  try {
    const auto value = json::parse(text);
    if (value.at("format").as_int64() != text_format) return std::nullopt;
    return json::value_to<RemoteState>(value.at("remote"));
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

std::string same_fault(std::string_view sentence) {
  std::string same;
  for (const char c : sentence)
    if (c < '0' || c > '9') same += c;
    else if (!same.ends_with('#')) same += '#';
  return same;
}

// ---- configuration

bool refuse_config(RemoteState& state, std::int64_t number, std::vector<std::string> faults) {
  if (number <= state.config_seen) return false;
  state.config_seen = number;
  state.refused = ConfigRefused{number, bounded(faults)};
  return true;
}

ConfigTaken take_config(RemoteState& state, const SignedOrder& order, const FaultsOf& faults, const std::vector<std::string>& wrong_now) {
  const auto& text = std::get<ConfigOrder>(order.what).text;
  if (order.number <= state.config_seen) return ConfigTaken::old;
  if (auto found = faults_of(faults, text); !found.empty()) {
    refuse_config(state, order.number, std::move(found));
    return ConfigTaken::refused;
  }
  state.config_seen = order.number;
  if (!state.trial && text == state.good.text) {
    state.waiting.reset();
    state.good.number = order.number; // the version in force is the version that is asked for
    return ConfigTaken::same;
  }
  state.waiting = ConfigVersion{order.number, text};
  state.wrong_before_waiting.clear();
  for (const auto& sentence : wrong_now) state.wrong_before_waiting.push_back(same_fault(sentence));
  return ConfigTaken::waits;
}

void undo_trial(RemoteState& state, std::string why) {
  if (!state.trial) return;
  state.undone = ConfigUndone{state.trial->version.number, engine::tidy(why, longest_fault)};
  state.trial.reset();
}

void keep_trial(RemoteState& state) {
  if (!state.trial) return;
  state.good = std::move(state.trial->version);
  state.trial.reset();
}

void ended_in_order(RemoteState& state) {
  if (state.trial) state.trial->running = false;
}

void forget_config(RemoteState& state) {
  state.good = {};
  state.waiting.reset();
  state.trial.reset();
}

ConfigVersion config_in_force(const RemoteState& state, const FaultsOf& faults) {
  return faults_of(faults, state.good.text).empty() ? state.good : ConfigVersion{};
}

ConfigStart begin_config(RemoteState& state, const FaultsOf& faults) {
  ConfigStart start;
  const auto say = [&](std::string action, std::string detail) { start.said.push_back({std::move(action), std::move(detail)}); };
  const auto undo = [&](std::string why) {
    undo_trial(state, std::move(why));
    say("config_undone", fmt::format("version {}: {}", state.undone->number, state.undone->why));
  };
  if (state.trial && state.trial->running) undo("the kiosk did not end in order while it was on trial");
  if (state.trial && state.trial->starts >= most_trial_starts) undo("the kiosk was asked to stop again and again while it was on trial");
  if (state.waiting) {
    state.trial = ConfigTrial{std::move(*state.waiting), 0, false, std::move(state.wrong_before_waiting)};
    state.waiting.reset();
    state.wrong_before_waiting.clear();
  }
  if (state.trial) {
    if (const auto found = faults_of(faults, state.trial->version.text); !found.empty()) undo(fmt::format("{}", fmt::join(found, "; ")));
  }
  if (state.trial) {
    ++state.trial->starts;
    state.trial->running = true;
    start.version = state.trial->version;
    start.trial = true;
    say("config_on_trial", fmt::format("version {}", start.version.number));
    return start;
  }
  if (const auto found = faults_of(faults, state.good.text); found.empty()) start.version = state.good;
  else
    say("config_left_out",
        fmt::format("version {}: {}", state.good.number, engine::tidy(fmt::format("{}", fmt::join(found, "; ")), longest_fault)));
  return start;
}

TrialWatch::Verdict TrialWatch::look(std::int64_t since_begin_ms, const std::vector<std::string>& wrong) {
  const auto is_new = [&](const std::string& sentence) {
    return std::ranges::find(wrong_before_, same_fault(sentence)) == wrong_before_.end();
  };
  const auto found = std::ranges::find_if(wrong, is_new);
  if (found == wrong.end()) {
    if (!well_since_) well_since_ = since_begin_ms;
  } else {
    well_since_.reset();
    new_fault_ = *found;
  }
  const auto long_enough = trial_ms_ / 10; // well for that long, not just at one look
  if (since_begin_ms >= trial_ms_ && well_since_ && since_begin_ms - *well_since_ >= long_enough) return Verdict::keep;
  if (since_begin_ms >= 2 * trial_ms_) return Verdict::undo;
  return Verdict::wait;
}

// ---- bundle

BundleTaken take_bundle(RemoteState& state, std::int64_t number, std::int64_t wall_ms, bool file_is_there) {
  if (number <= state.bundle_seen) return BundleTaken::old;
  auto& made = state.bundle;
  state.bundle_seen = number;
  if (made.number != 0 && wall_ms < made.at_ms) made.at_ms = wall_ms; // the clock went back: the day begins anew
  if (made.sent_ms > wall_ms) made.sent_ms = wall_ms;
  if (made.stage == BundleStage::making || made.stage == BundleStage::sending) return BundleTaken::nothing; // it comes
  if (made.number == 0 || wall_ms - made.at_ms >= day_ms) {
    made = BundleMade{.number = number, .at_ms = wall_ms, .stage = BundleStage::making, .sent_ms = 0, .bytes = 0, .sha256 = {}, .why = {}};
    return BundleTaken::make;
  }
  if (made.stage != BundleStage::sent || !file_is_there || wall_ms - made.sent_ms < send_again_ms) return BundleTaken::nothing;
  made.stage = BundleStage::sending;
  made.sent_ms = wall_ms;
  return BundleTaken::send_again;
}

void bundle_after_start(RemoteState& state, bool file_is_there) {
  auto& made = state.bundle;
  if (made.stage == BundleStage::making) {
    made.stage = BundleStage::failed;
    made.why = "the kiosk ended while it was made";
  }
  if (made.stage == BundleStage::sending && !file_is_there) {
    made.stage = BundleStage::failed;
    made.why = "its file is gone";
  }
}

// ---- updates

std::int64_t spread_ms(std::string_view kiosk, std::int64_t number, std::int64_t spread_seconds) {
  if (spread_seconds <= 0) return 0;
  const auto digest = engine::Sha256{}.update(fmt::format("{}\n{}", kiosk, number)).finish();
  std::uint64_t first = 0;
  for (std::size_t i = 0; i < 8; ++i) first = first << 8 | digest[i];
  return static_cast<std::int64_t>(first % (static_cast<std::uint64_t>(spread_seconds) * 1000));
}

UpdateTaken take_update(RemoteState& state, const SignedOrder& order, std::string_view running, std::string_view kiosk,
                        std::int64_t wall_ms) {
  if (order.number <= state.update_seen) return UpdateTaken::old;
  const auto& update = std::get<UpdateOrder>(order.what);
  state.update_seen = order.number;
  state.update.reset(); // the newest message is the one that counts
  state.update_fault.clear();
  if (compare_versions(update.version, running) <= 0) return UpdateTaken::not_newer;
  state.update = UpdateWaiting{order.number, update.version, update.url, update.sha256,
                               wall_ms + spread_ms(kiosk, order.number, update.spread_seconds)};
  return UpdateTaken::waits;
}

bool update_is_due(RemoteState& state, std::string_view running, std::int64_t wall_ms) {
  if (!state.update) return false;
  if (compare_versions(state.update->version, running) <= 0) {
    state.update.reset();
    return false;
  }
  state.update->due_ms = std::min(state.update->due_ms, wall_ms + day_ms); // a clock that was set back
  return wall_ms >= state.update->due_ms;
}

} // namespace kiosk::fleet
