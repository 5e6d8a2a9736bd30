#pragma once
// `fleet.remote` in the state directory: the RemoteState, whole or as it was (kept_text.h). It is one file, because two files could disagree after a power cut.
//
// Threading: any; one change at a time. Errors: by the results. A damaged file counts as none, as in a new state directory, and the log says so.
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
  /// Applies a change and writes the new state to the disk. When that fails, nothing is changed and the answer is false. A change without effect writes
  /// nothing.
  bool change(const std::function<void(RemoteState&)>& how);

private:
  std::filesystem::path file_;
  mutable std::mutex mutex_;
  RemoteState state_;
  std::string text_;
};

} // namespace kiosk::fleet
