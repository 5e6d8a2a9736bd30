#pragma once
// `fleet.remote` in the state directory: RemoteState, whole or as it was (kept_text.h). One file for all of it, so that no two can disagree after a cut.
//
// Threading: any; a change is made by one at a time. Errors: by the results. A file that is damaged is none: it is as a new state directory's, and said so.
#include "kiosk/fleet/remote_state.h"
#include <filesystem>
#include <functional>
#include <mutex>

namespace kiosk::fleet {

class RemoteStore {
public:
  explicit RemoteStore(const std::filesystem::path& state_dir);
  RemoteStore(const RemoteStore&) = delete;
  RemoteStore& operator=(const RemoteStore&) = delete;

  [[nodiscard]] RemoteState state() const;
  /// What the change makes of the state is on the disk, or nothing is changed and it answers false. A change that changes nothing writes nothing.
  bool change(const std::function<void(RemoteState&)>& how);

private:
  std::filesystem::path file_;
  mutable std::mutex mutex_;
  RemoteState state_;
  std::string text_;
};

} // namespace kiosk::fleet
