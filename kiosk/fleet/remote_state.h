#pragma once
// What this kiosk remembers of requests from afar (kiosk/fleet/PROTOCOL.md section 6): numbers that only grow, the configuration in force, the configuration
// on trial, the bundle of the day, the update that waits. A plain value. Each change is a function here without clock, disk or wire, and is on the disk
// (RemoteStore) before anything is done about it. So after a power cut the next start finds either the state before the change or the state to go on with.
#include "kiosk/fleet/signed_order.h"
#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace kiosk::fleet {

struct ConfigVersion {
  std::int64_t number = 0; ///< 0: none; the machine's own file alone
  std::string text;
};
BOOST_DESCRIBE_STRUCT(ConfigVersion, (), (number, text))

struct ConfigTrial {
  ConfigVersion version;
  std::int64_t starts = 0;               ///< starts of the trial so far
  bool running = false;                  ///< a process runs with this version, or ran with it and did not end in order
  std::vector<std::string> wrong_before; ///< faults that the kiosk had before the trial (same_fault())
};
BOOST_DESCRIBE_STRUCT(ConfigTrial, (), (version, starts, running, wrong_before))

struct ConfigRefused {
  std::int64_t number = 0;
  std::vector<std::string> faults;
};
BOOST_DESCRIBE_STRUCT(ConfigRefused, (), (number, faults))
struct ConfigUndone {
  std::int64_t number = 0;
  std::string why;
};
BOOST_DESCRIBE_STRUCT(ConfigUndone, (), (number, why))

enum class BundleStage { none, making, sending, sent, failed };
BOOST_DESCRIBE_ENUM(BundleStage, none, making, sending, sent, failed)
struct BundleMade {
  std::int64_t number = 0; ///< number of the request; 0: none yet
  std::int64_t at_ms = 0;  ///< wall clock; of that day's one
  BundleStage stage{};
  std::int64_t sent_ms = 0; ///< time of the last try to send it
  std::int64_t bytes = 0;
  std::string sha256, why; ///< why: it failed
};
BOOST_DESCRIBE_STRUCT(BundleMade, (), (number, at_ms, stage, sent_ms, bytes, sha256, why))

struct UpdateWaiting {
  std::int64_t number = 0;
  std::string version, url, sha256;
  std::int64_t due_ms = 0;
};
BOOST_DESCRIBE_STRUCT(UpdateWaiting, (), (number, version, url, sha256, due_ms))

struct RemoteState {
  std::int64_t config_seen = 0; ///< the newest version that was looked at
  ConfigVersion good;
  std::optional<ConfigVersion> waiting;
  std::vector<std::string> wrong_before_waiting;
  std::optional<ConfigTrial> trial;
  std::optional<ConfigRefused> refused;
  std::optional<ConfigUndone> undone;

  std::int64_t bundle_seen = 0;
  BundleMade bundle;

  std::int64_t update_seen = 0;
  std::optional<UpdateWaiting> update;
  std::string update_asked; ///< version; empty: none yet
  std::string update_fault; ///< the fault of the newest message, when it was signed and made no sense
};
BOOST_DESCRIBE_STRUCT(RemoteState, (),
                      (config_seen, good, waiting, wrong_before_waiting, trial, refused, undone, bundle_seen, bundle, update_seen, update,
                       update_asked, update_fault))

std::string to_text(const RemoteState& state);
/// Nothing for what is none.
std::optional<RemoteState> remote_state_from(const std::string& text);

/// The part of a sentence about the kiosk that stays the same while the same fault lasts: the sentence without its figures.
std::string same_fault(std::string_view sentence);

// ---- configuration

using FaultsOf = std::function<std::vector<std::string>(const std::string& layer)>;

enum class ConfigTaken { old, refused, waits, same };
ConfigTaken take_config(RemoteState& state, const SignedOrder& order, const FaultsOf& faults, const std::vector<std::string>& wrong_now);
/// A signed configuration that made no sense is told as the version's fault.
bool refuse_config(RemoteState& state, std::int64_t number, std::vector<std::string> faults);

/// The configuration of this start, and the sentences to say about it.
struct ConfigStart {
  ConfigVersion version; ///< number 0: the machine's own file alone
  bool trial = false;
  struct Said {
    std::string action, detail;
  };
  std::vector<Said> said;
};
constexpr std::int64_t most_trial_starts = 4;
/// Changes the state, which has to be on the disk before the answer is used.
ConfigStart begin_config(RemoteState& state, const FaultsOf& faults);
/// The configuration without a change of the state: the one in force, unless it has faults. For callers that cannot write or only look.
ConfigVersion config_in_force(const RemoteState& state, const FaultsOf& faults);
void ended_in_order(RemoteState& state);
void keep_trial(RemoteState& state);
void undo_trial(RemoteState& state, std::string why);
/// A person at the machine wants no configuration from afar: none is in force any more, and versions that were looked at do not come again.
void forget_config(RemoteState& state);

/// Watches a trial: done, undone, or not yet. Times since the trial's process began.
class TrialWatch {
public:
  TrialWatch(std::int64_t trial_ms, std::vector<std::string> wrong_before) : trial_ms_(trial_ms), wrong_before_(std::move(wrong_before)) {}
  enum class Verdict { wait, keep, undo };
  Verdict look(std::int64_t since_begin_ms, const std::vector<std::string>& wrong);
  [[nodiscard]] const std::string& new_fault() const { return new_fault_; }

private:
  std::int64_t trial_ms_;
  std::vector<std::string> wrong_before_;
  std::optional<std::int64_t> well_since_;
  std::string new_fault_;
};

// ---- bundle

constexpr std::int64_t day_ms = 86'400'000, send_again_ms = 600'000;
enum class BundleTaken { old, make, send_again, nothing };
/// `make`: a bundle has to be made. The state says so already (stage making), and is on the disk before the making begins.
BundleTaken take_bundle(RemoteState& state, std::int64_t number, std::int64_t wall_ms, bool file_is_there);
/// The kiosk started while a bundle was being made: the making is not begun again by itself.
void bundle_after_start(RemoteState& state, bool file_is_there);

// ---- updates

enum class UpdateTaken { old, not_newer, waits };
UpdateTaken take_update(RemoteState& state, const SignedOrder& order, std::string_view running, std::string_view kiosk,
                        std::int64_t wall_ms);
std::int64_t spread_ms(std::string_view kiosk, std::int64_t number, std::int64_t spread_seconds);
/// Whether the waiting update is due. An update that is not newer any more is forgotten.
bool update_is_due(RemoteState& state, std::string_view running, std::int64_t wall_ms);

} // namespace kiosk::fleet
