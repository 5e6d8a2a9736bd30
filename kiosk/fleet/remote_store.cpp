#include "kiosk/fleet/remote_store.h"

#include "engine/base/log.h"
#include "kiosk/fleet/kept_text.h"

namespace kiosk::fleet {

RemoteStore::RemoteStore(const std::filesystem::path& state_dir) : file_(state_dir / "fleet.remote") {
  std::error_code error;
  if (const auto text = kept_text(file_))
    if (auto state = remote_state_from(*text)) state_ = std::move(*state);
    else spdlog::warn("fleet: {} is of another version: what was asked for from afar is forgotten", file_.string());
  else if (std::filesystem::exists(file_, error))
    spdlog::warn("fleet: {} is damaged: what was asked for from afar is forgotten", file_.string());
  text_ = to_text(state_);
}

RemoteState RemoteStore::state() const {
  const std::lock_guard lock{mutex_};
  return state_;
}

bool RemoteStore::change(const std::function<void(RemoteState&)>& how) {
  const std::lock_guard lock{mutex_};
  auto next = state_;
  how(next);
  auto text = to_text(next);
  if (text == text_) return true;
  if (!keep_text(file_, text)) return false;
  state_ = std::move(next);
  text_ = std::move(text);
  return true;
}

} // namespace kiosk::fleet
