#include "kiosk/fleet/remote.h"

#include "engine/base/digest.h"
#include "engine/base/log.h"
#include "engine/base/outside_text.h"
#include "engine/base/whole_file.h"
#include "engine/config/remote_layer.h"

#include <algorithm>
#include <array>
#include <boost/describe/enum_to_string.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value_from.hpp>
#include <fstream>

namespace kiosk::fleet {

using namespace engine;
namespace json = boost::json;

namespace {

constexpr std::size_t longest_status = 4096;

std::string digest_text(const std::string& bytes) { return to_hex(Sha256{}.update(bytes).finish()); }

} // namespace

Remote::Remote(RemoteOptions options) : options_(std::move(options)), began_(options_.now()) {
  topics_["kiosk/" + options_.kiosk + "/config"] = {.kind = OrderKind::config, .message = {}, .waits = false, .looked = {}, .followed = {}};
  topics_["kiosk/" + options_.kiosk + "/bundle"] = {.kind = OrderKind::bundle, .message = {}, .waits = false, .looked = {}, .followed = {}};
  topics_["fleet/update/" + options_.ring] = {.kind = OrderKind::update, .message = {}, .waits = false, .looked = {}, .followed = {}};
  if (options_.start.trial)
    if (const auto state = options_.store->state(); state.trial) trial_.emplace(options_.trial.count(), state.trial->wrong_before);
  options_.store->change([this](RemoteState& s) { bundle_after_start(s, bundle_is_there()); });
}

std::vector<std::string> Remote::topics() const {
  std::vector<std::string> names;
  for (const auto& [name, topic] : topics_) names.push_back(name);
  return names;
}

FaultsOf Remote::faults() {
  return [file = options_.config_file](const std::string& layer) {
    auto both = load_layered(file, layer);
    // The machine's own file, changed since the start and not sound: nothing is taken on top of it now.
    return both ? std::move(both->left_out) : std::vector<std::string>{"the machine's own file has faults"};
  };
}

void Remote::note(std::string action, std::string detail) {
  spdlog::info("fleet: {}: {}", action, detail);
  if (options_.note) options_.note(std::move(action), std::move(detail));
}

void Remote::heard(std::string_view topic, std::string_view message) {
  const auto at = topics_.find(std::string{topic});
  if (at == topics_.end()) return;
  // A retained message that was cleared is empty: nothing is asked for.
  at->second.waits = !message.empty();
  at->second.message = message.substr(0, longest_order + 1);
}

void Remote::turn() {
  const auto now = options_.now();
  for (auto& [name, topic] : topics_) {
    if (!topic.waits || (topic.looked && now - *topic.looked < look_each) || (topic.followed && now - *topic.followed < follow_each))
      continue;
    topic.waits = false;
    topic.looked = now;
    if (look(name, topic.kind, std::exchange(topic.message, {}))) topic.followed = now;
  }
  watch_trial();
  restart_in_time();
  if (const auto bundle = options_.store->state().bundle; bundle.stage == BundleStage::making && bundle.number != made_) {
    made_ = bundle.number; // once, with any result
    make_bundle_of_the_day();
  }
  see_to_update();
  read_update_status();
}

bool Remote::look(const std::string& topic, OrderKind kind, const std::string& message) {
  const auto order = read_order(kind, topic, message, options_.keys);
  if (order) {
    take(*order);
    return true;
  }
  if (!order.error().unsigned_) {
    mistake(kind, order.error());
    return true;
  }
  if (!complained_)
    spdlog::warn("fleet: a message on {} {}: dropped, as others like it until the next connection", topic, order.error().why);
  complained_ = true;
  return false;
}

/// A stolen key cannot keep a kiosk starting again and again.
void Remote::restart_in_time() {
  if (!restart_wanted_ || options_.now() - began_ < options_.trial / 2) return;
  restart_wanted_ = false;
  options_.restart_when_quiet();
}

void Remote::mistake(OrderKind kind, const NoOrder& why) {
  bool is_new = false;
  const bool written = options_.store->change([&](RemoteState& s) {
    switch (kind) {
    case OrderKind::config: is_new = refuse_config(s, why.number, {why.why}); break;
    case OrderKind::bundle:
      is_new = why.number > s.bundle_seen;
      s.bundle_seen = std::max(s.bundle_seen, why.number);
      break;
    case OrderKind::update:
      is_new = why.number > s.update_seen;
      if (is_new) s.update_fault = why.why;
      s.update_seen = std::max(s.update_seen, why.number);
      break;
    }
  });
  if (written && is_new) spdlog::warn("fleet: number {} is signed and cannot be followed: {}", why.number, why.why);
}

void Remote::take(const SignedOrder& order) {
  const auto wall = options_.wall().unix_ms;
  auto config = ConfigTaken::old;
  auto bundle = BundleTaken::old;
  auto update = UpdateTaken::old;
  const auto wrong = options_.wrong ? options_.wrong() : std::vector<std::string>{};
  const bool written = options_.store->change([&](RemoteState& s) {
    if (std::holds_alternative<ConfigOrder>(order.what)) config = take_config(s, order, faults(), wrong);
    else if (std::holds_alternative<BundleOrder>(order.what)) bundle = take_bundle(s, order.number, wall, bundle_is_there());
    else update = take_update(s, order, options_.version, options_.kiosk, wall);
  });
  if (!written) {
    if (!cannot_write_) spdlog::error("fleet: the state directory cannot be written: nothing that is asked from afar is done");
    cannot_write_ = true;
    return;
  }
  cannot_write_ = false;
  switch (config) {
  case ConfigTaken::old: break;
  case ConfigTaken::refused: {
    const auto state = options_.store->state();
    note("config_refused", fmt::format("version {}: {}", order.number, fmt::join(state.refused->faults, "; ")));
    break;
  }
  case ConfigTaken::waits:
    note("config_waits", fmt::format("version {}", order.number));
    restart_wanted_ = true;
    break;
  case ConfigTaken::same: note("config_kept", fmt::format("version {}, the text that is in force already", order.number)); break;
  }
  if (bundle == BundleTaken::make) note("bundle_asked", fmt::format("number {}", order.number));
  if (bundle == BundleTaken::send_again) {
    sending_ = 0; // from its first piece on
    note("bundle_asked_again", fmt::format("number {}", order.number));
  }
  if (update == UpdateTaken::waits) note("update_waits", fmt::format("version {}", std::get<UpdateOrder>(order.what).version));
}

void Remote::watch_trial() {
  if (!trial_) return;
  const auto verdict = trial_->look((options_.now() - began_).count(), options_.wrong ? options_.wrong() : std::vector<std::string>{});
  if (verdict == TrialWatch::Verdict::wait) return;
  const auto number = options_.start.version.number;
  const bool kept = verdict == TrialWatch::Verdict::keep;
  const auto why = fmt::format("after the trial: {}", trial_->new_fault());
  const bool written = options_.store->change([&](RemoteState& s) {
    if (kept) keep_trial(s);
    else undo_trial(s, why);
  });
  if (!written) return; // looked at again; a start finds the trial unfinished
  trial_.reset();
  if (kept) options_.start.trial = false; // this process still runs with the undone version
  if (kept) return note("config_kept", fmt::format("version {}", number));
  note("config_undone", fmt::format("version {}: {}", number, why));
  restart_wanted_ = true;
}

bool Remote::bundle_is_there() const {
  std::error_code error;
  return std::filesystem::is_regular_file(bundle_file(), error);
}

void Remote::fail_bundle(const std::string& why) {
  options_.store->change([&](RemoteState& s) {
    s.bundle.stage = BundleStage::failed;
    s.bundle.why = tidy(why, 200);
  });
  spdlog::warn("fleet: the bundle is not sent: {}", why);
}

void Remote::make_bundle_of_the_day() {
  try {
    BundleSources sources{.kiosk = options_.kiosk,
                          .version = options_.version,
                          .wall_ms = options_.wall().unix_ms,
                          .state_dir = options_.state_dir,
                          .config_file = options_.config_file,
                          .layer = options_.start.version.text,
                          .health = {},
                          .metrics = {},
                          .state = {}};
    if (options_.pages) std::tie(sources.health, sources.metrics) = options_.pages();
    json::object told;
    tell(told);
    sources.state = json::serialize(told) + "\n";
    const auto packed = make_bundle(sources);
    if (!put_whole(bundle_file(), {packed})) return fail_bundle("it cannot be written");
    const auto digest = digest_text(packed);
    sending_ = 0;
    if (!options_.store->change([&](RemoteState& s) {
          s.bundle.stage = BundleStage::sending;
          s.bundle.sent_ms = options_.wall().unix_ms;
          s.bundle.bytes = static_cast<std::int64_t>(packed.size());
          s.bundle.sha256 = digest;
        }))
      return fail_bundle("the state directory cannot be written");
    note("bundle_made", fmt::format("number {}, {} bytes, sha256 {}", options_.store->state().bundle.number, packed.size(), digest));
  } catch (const std::exception& e) {
    fail_bundle(e.what());
  }
}

std::optional<Remote::Piece> Remote::piece() {
  const auto made = options_.store->state().bundle;
  if (made.stage != BundleStage::sending) return std::nullopt;
  if (sending_ != made.number) {
    sending_ = made.number;
    pieces_arrived_ = 0;
  }
  const auto bytes = static_cast<std::size_t>(made.bytes);
  const auto pieces = (bytes + piece_bytes - 1) / piece_bytes;
  const auto from = pieces_arrived_ * piece_bytes;
  std::ifstream in{bundle_file(), std::ios::binary};
  std::string part(std::min(piece_bytes, bytes - std::min(bytes, from)), '\0');
  in.seekg(static_cast<std::streamoff>(from));
  if (pieces_arrived_ >= pieces || !in.read(part.data(), static_cast<std::streamsize>(part.size()))) {
    fail_bundle("its file is not what was made");
    return std::nullopt;
  }
  const json::object head{{"v", 1},           {"kiosk", options_.kiosk}, {"number", made.number}, {"piece", pieces_arrived_ + 1},
                          {"pieces", pieces}, {"bytes", made.bytes},     {"sha256", made.sha256}};
  return Piece{fmt::format("bundles/{}", made.number), json::serialize(head) + "\n" + part};
}

void Remote::piece_arrived() {
  const auto made = options_.store->state().bundle;
  if (made.stage != BundleStage::sending || made.number != sending_) return;
  ++pieces_arrived_;
  if (static_cast<std::int64_t>(pieces_arrived_ * piece_bytes) < made.bytes) return;
  options_.store->change([](RemoteState& s) { s.bundle.stage = BundleStage::sent; });
  spdlog::info("fleet: the bundle {} is sent", made.number);
}

void Remote::see_to_update() {
  const auto before = options_.store->state();
  if (!before.update) return;
  const auto wall = options_.wall().unix_ms;
  auto after = before;
  if (update_is_due(after, options_.version, wall)) {
    const auto& update = *after.update;
    const auto text = json::serialize(json::object{{"version", update.version}, {"url", update.url}, {"sha256", update.sha256}}) + "\n";
    // Written before it is remembered: when the power goes between the two it is asked for once more, not never.
    if (!put_whole(options_.state_dir / "update.request", {text})) return;
    note("update_asked", fmt::format("version {}", update.version));
    after.update_asked = update.version;
    after.update.reset();
  }
  options_.store->change([&](RemoteState& s) {
    s.update = after.update;
    s.update_asked = after.update_asked;
  });
}

void Remote::read_update_status() {
  std::ifstream in{options_.update_status, std::ios::binary};
  std::string text(longest_status + 1, '\0');
  if (in) in.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(in.is_open() ? static_cast<std::size_t>(in.gcount()) : 0);
  update_status_ = text.size() > longest_status ? json::object{} : update_status_of(text);
}

json::object update_status_of(std::string_view text) {
  json::object told;
  json::error_code error;
  const auto value = json::parse(json::string_view{text.data(), text.size()}, error);
  if (error || !value.is_object()) return told;
  constexpr std::array states{std::string_view{"none"},    std::string_view{"downloading"}, std::string_view{"installing"},
                              std::string_view{"waiting"}, std::string_view{"trying"},      std::string_view{"good"},
                              std::string_view{"failed"}};
  for (const auto name : {"version", "slot", "state", "why"}) {
    const auto* member = value.get_object().if_contains(name);
    if (!member || !member->is_string()) continue;
    const auto words = mask_numbers(tidy({member->get_string().data(), member->get_string().size()}, 200));
    if (name == std::string_view{"state"} && std::ranges::find(states, words) == states.end()) continue;
    told[name] = words;
  }
  return told;
}

json::object Remote::told_config(const RemoteState& s) const {
  json::object told{{"version", options_.start.version.number},
                    {"stage", options_.start.version.number == 0 ? "own"
                              : options_.start.trial             ? "trying"
                                                                 : "good"},
                    {"seen", s.config_seen}};
  // The same text came under a newer number since the start.
  if (!options_.start.trial && s.good.number > options_.start.version.number && s.good.text == options_.start.version.text) {
    told["version"] = s.good.number;
    told["stage"] = "good";
  }
  if (s.waiting) told["waiting"] = s.waiting->number;
  if (s.refused) told["refused"] = {{"version", s.refused->number}, {"faults", json::value_from(s.refused->faults)}};
  if (s.undone) told["undone"] = {{"version", s.undone->number}, {"why", s.undone->why}};
  return told;
}

json::object Remote::told_bundle(const RemoteState& s) {
  json::object told{{"number", s.bundle.number}, {"seen", s.bundle_seen}, {"stage", boost::describe::enum_to_string(s.bundle.stage, "?")}};
  if (!s.bundle.why.empty()) told["why"] = s.bundle.why;
  return told;
}

json::object Remote::told_update(const RemoteState& s) const {
  json::object told{{"ring", options_.ring}, {"seen", s.update_seen}, {"asked", nullptr}};
  if (!s.update_asked.empty()) told["asked"] = s.update_asked;
  if (s.update) told["at_ms"] = s.update->due_ms;
  if (!s.update_fault.empty()) told["why"] = s.update_fault;
  for (const auto& [name, value] : update_status_) told[name] = value;
  return told;
}

void Remote::tell(json::object& state) {
  const auto s = options_.store->state();
  state["config"] = told_config(s);
  state["bundle"] = told_bundle(s);
  state["update"] = told_update(s);
}

} // namespace kiosk::fleet
