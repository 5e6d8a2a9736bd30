#pragma once
// Staff mode: a dark bar, the tabs, one page at a time, the buttons at the foot. Before all else the age check that a customer waits for.
#include "kiosk/screens/parts/screen.h"
#include "kiosk/staff/staff_state.h"
#include <string>

namespace kiosk {

class StaffScreen : public Screen {
public:
  StaffScreen(std::string kiosk_id, std::string kiosk_name) : kiosk_id_(std::move(kiosk_id)), kiosk_name_(std::move(kiosk_name)) {}
  [[nodiscard]] ScreenId id() const override { return ScreenId::staff; }
  [[nodiscard]] Chrome chrome(const Ui&) const override { return {.top_bar = false, .back = false, .utility = false}; }
  void draw(Ui& ui) override;
  void back(Ui& ui) override;
  void entered(Ui& ui) override;
  void forget() override { state_ = {}; }

private:
  void bar(Ui& ui);
  void tab_row(Ui& ui, const Rect& box);
  void age_check(Ui& ui, const Rect& box);
  void buttons(Ui& ui, const Rect& box);
  void leave(Ui& ui);

  std::string kiosk_id_, kiosk_name_;
  StaffState state_;
};

} // namespace kiosk
