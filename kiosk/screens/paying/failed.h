#pragma once
// What did not end as it should: what happened, where the money is, what happens next and when, what to do now.
#include "kiosk/screens/parts/screen.h"
#include <string>

namespace kiosk {

class FailedScreen : public Screen {
public:
  explicit FailedScreen(std::string support_phone) : support_phone_(std::move(support_phone)) {}
  [[nodiscard]] ScreenId id() const override { return ScreenId::failed; }
  [[nodiscard]] Chrome chrome(const Ui&) const override { return {.step = 3, .back = false}; }
  void draw(Ui& ui) override;
  void back(Ui& ui) override;

private:
  struct Story;
  [[nodiscard]] Story story(const Ui& ui) const;
  float head(Ui& ui, const Rect& box, const Story& told);
  float stake(Ui& ui, const Rect& box);
  float money_panel(Ui& ui, const Rect& box, const Story& told);
  float claim_panel(Ui& ui, const Rect& box);
  void advice(Ui& ui, const Rect& box, const Story& told);
  void ways_out(Ui& ui, const Story& told);

  std::string support_phone_;
};

} // namespace kiosk
