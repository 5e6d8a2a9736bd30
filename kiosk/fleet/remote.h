#pragma once
// Carries out requests from afar (kiosk/fleet/PROTOCOL.md section 6): signed messages in; out come a configuration for the next start, a bundle in pieces, a
// request to the system's updater, and their part of the state. No sale is touched. At most the running kiosk is asked to end when nobody shops.
//
// Threading: heard(), turn(), tell(), piece() and piece_arrived() on one thread, the fleet's; the store on any. Lifetime: what the options point to.
// Errors: none reach the kiosk. A request that cannot be written down is not carried out; it comes again with the next connection, because the messages
// are retained.
#include "engine/base/time.h"
#include "kiosk/fleet/remote_store.h"
#include "kiosk/fleet/support_bundle.h"
#include <boost/json/object.hpp>
#include <map>

namespace kiosk::fleet {

struct RemoteOptions {
  std::string kiosk, version, ring;
  engine::PublicKeys keys;
  std::filesystem::path state_dir, config_file;
  engine::Millis trial{600'000};
  RemoteStore* store = nullptr;
  ConfigStart start;                                                ///< the configuration that this process runs with
  std::function<void()> restart_when_quiet;                         ///< any number of times
  std::function<void(std::string action, std::string detail)> note; ///< for the log and the journal
  std::function<std::vector<std::string>()> wrong;                  ///< the kiosk's faults now
  std::function<std::pair<std::string, std::string>()> pages;       ///< /health and /metrics; may be empty
  std::filesystem::path update_status = "/run/kiosk-update/status.json";
  std::function<engine::Instant()> now;
  std::function<engine::WallTime()> wall;
};

class Remote {
public:
  static constexpr engine::Millis look_each{1'000}; ///< one message of each topic is looked at in this time
  static constexpr engine::Millis follow_each{
      10'000}; ///< a signed request is followed at most so often, because each leaves a row in the journal
  static constexpr std::size_t piece_bytes = 64 << 10;
  explicit Remote(RemoteOptions options);

  [[nodiscard]] std::vector<std::string> topics() const;
  /// Takes a message. The newest message of each topic is kept until it is looked at.
  void heard(std::string_view topic, std::string_view message);
  void connected() { complained_ = false; }
  /// Has to be called each second or so.
  void turn();
  void tell(boost::json::object& state);

  struct Piece {
    std::string topics; ///< behind kiosk/<id>/
    std::string payload;
  };
  /// The next piece of a bundle; the same again until piece_arrived().
  std::optional<Piece> piece();
  void piece_arrived();

private:
  struct Topic {
    OrderKind kind{};
    std::string message;
    bool waits = false;
    std::optional<engine::Instant> looked, followed;
  };
  /// Whether the message was signed.
  bool look(const std::string& topic, OrderKind kind, const std::string& message);
  void take(const SignedOrder& order);
  void mistake(OrderKind kind, const NoOrder& why);
  void watch_trial();
  void restart_in_time();
  void make_bundle_of_the_day();
  void fail_bundle(const std::string& why);
  void see_to_update();
  void read_update_status();
  [[nodiscard]] std::filesystem::path bundle_file() const { return options_.state_dir / "bundle.tar.gz"; }
  [[nodiscard]] bool bundle_is_there() const;
  [[nodiscard]] boost::json::object told_config(const RemoteState& state) const;
  [[nodiscard]] static boost::json::object told_bundle(const RemoteState& state);
  [[nodiscard]] boost::json::object told_update(const RemoteState& state) const;
  void note(std::string action, std::string detail);
  FaultsOf faults();

  RemoteOptions options_;
  std::map<std::string, Topic> topics_;
  bool complained_ = false; ///< the log has a line about unsigned messages on this connection
  bool cannot_write_ = false, restart_wanted_ = false;
  engine::Instant began_;
  std::optional<TrialWatch> trial_;
  std::size_t pieces_arrived_ = 0;
  std::int64_t sending_ = 0; ///< the bundle that the pieces belong to
  std::int64_t made_ = 0;    ///< the bundle that this process has tried to make
  boost::json::object update_status_;
};

/// Only these members of the updater's status, bounded; empty for what is none.
boost::json::object update_status_of(std::string_view text);

} // namespace kiosk::fleet
