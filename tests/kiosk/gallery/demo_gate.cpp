#include "tests/kiosk/gallery/demo.h"
#include <array>

namespace kiosk::demo {

DemoGate::DemoGate() {
  auto view = std::make_shared<engine::View>();
  view->language = engine::Language::en;
  view->staff.offered = true;
  view_ = view;
}

engine::ViewPtr DemoGate::view() const {
  const std::lock_guard lock(mutex_);
  return view_;
}

void DemoGate::change(const std::function<void(engine::View&)>& edit) {
  {
    const std::lock_guard lock(mutex_);
    auto next = std::make_shared<engine::View>(*view_);
    ++next->revision;
    edit(*next);
    view_ = next;
  }
  if (wake_) wake_();
}

void DemoGate::send(engine::Intent intent) {
  change([&](engine::View& view) {
    using namespace engine;
    if (const auto* set = std::get_if<intent::SetLanguage>(&intent)) view.language = set->language, view.language_chosen = true;
    else if (std::holds_alternative<intent::Start>(intent)) view.stage = StageKind::shopping, view.idle_question_allowed = true;
    else if (std::holds_alternative<intent::Back>(intent) || std::holds_alternative<intent::IdleEnded>(intent))
      view.stage = StageKind::attract, view.idle_question_allowed = false;
    else if (const auto* scan = std::get_if<intent::Scan>(&intent)) {
      view.stage = StageKind::shopping, view.idle_question_allowed = true;
      view.toast = {view.toast.serial + 1, ToastKind::added, scan->raw, true, 1};
    }
  });
}

} // namespace kiosk::demo
