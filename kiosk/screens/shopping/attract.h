#pragma once
// Waiting for a customer: the poster, what does not work now, languages, order status, start. Any touch
// starts.
#include "kiosk/screens/parts/screen.h"

namespace kiosk {

class AttractScreen final : public Screen {
public:
  explicit AttractScreen(std::vector<engine::Language> languages) : languages_(std::move(languages)) {}
  [[nodiscard]] ScreenId id() const override { return ScreenId::attract; }
  /// Lying, the host's row of help would stand on the poster: this screen draws it in its own column.
  [[nodiscard]] Chrome chrome(const Ui& ui) const override {
    return {.top_bar = false, .back = false, .utility = !ui.landscape(), .door = {48, 36, 300, 96}};
  }
  void draw(Ui& ui) override;
  void back(Ui&) override {}

private:
  std::vector<engine::Language> languages_;
};

/// Nothing can be sold: why, and what is still possible.
class OutOfServiceScreen final : public Screen {
public:
  explicit OutOfServiceScreen(std::string support_phone, bool not_set_up)
      : support_phone_(std::move(support_phone)), not_set_up_(not_set_up) {}
  [[nodiscard]] ScreenId id() const override { return ScreenId::out_of_service; }
  [[nodiscard]] Chrome chrome(const Ui&) const override { return {.back = false}; }
  void draw(Ui& ui) override;
  void back(Ui&) override {}

private:
  std::string support_phone_;
  bool not_set_up_;
};

} // namespace kiosk
