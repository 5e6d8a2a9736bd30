#pragma once
// What lies over a screen and wants an answer: questions, changed prices, the idle question, accessibility,
// help.
#include "kiosk/screens/parts/screen.h"

namespace kiosk {

/// View::question, with dialog.yes and dialog.no.
class QuestionSheet final : public Screen {
public:
  [[nodiscard]] ScreenId id() const override { return ScreenId::question; }
  void draw(Ui& ui) override;
  void back(Ui& ui) override { ui.send(engine::intent::Answer{false}); }
};

/// Rules R2: what became dearer, cheaper or is gone, before the order is placed.
class PriceChangesSheet final : public Screen {
public:
  [[nodiscard]] ScreenId id() const override { return ScreenId::price_changes; }
  void draw(Ui& ui) override;
};

/// "Are you still there?" until Navigation::idle_until.
class IdleSheet final : public Screen {
public:
  [[nodiscard]] ScreenId id() const override { return ScreenId::idle; }
  void draw(Ui& ui) override;
  void back(Ui& ui) override { ui.nav().idle_until.reset(); }
  void entered(Ui& ui) override { since_ = ui.now(); }

private:
  engine::Instant since_{};
};

/// `voice`: the program can speak (AppConfig::speak); without it that mode stands there quiet, with the reason.
class AccessibilitySheet final : public Screen {
public:
  explicit AccessibilitySheet(bool voice = false) : voice_(voice) {}
  [[nodiscard]] ScreenId id() const override { return ScreenId::accessibility; }
  void draw(Ui& ui) override;
  void back(Ui& ui) override { ui.nav().accessibility = false; }

private:
  bool voice_;
};

/// The advice, the phone number to call, and the way out.
class HelpSheet final : public Screen {
public:
  explicit HelpSheet(std::string support_phone) : support_phone_(std::move(support_phone)) {}
  [[nodiscard]] ScreenId id() const override { return ScreenId::help; }
  void draw(Ui& ui) override;
  void back(Ui& ui) override { ui.nav().help = false; }

private:
  std::string support_phone_; ///< 998 and nine digits, or empty
};

} // namespace kiosk
