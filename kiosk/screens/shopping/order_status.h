#pragma once
// "Is my order ready?": the slip is scanned, or its number and the last four digits of the phone are typed.
#include "kiosk/screens/parts/screen.h"
#include "kiosk/widgets/text_edit.h"

namespace kiosk {

/// The statuses that the store is known to use (engine/store/PROTOCOL.md), in the customer's language; others as sent.
std::string order_status_words(const engine::Words& words, engine::Language language, const std::string& sent);

class OrderStatusScreen final : public Screen {
public:
  [[nodiscard]] ScreenId id() const override { return ScreenId::order_status; }
  [[nodiscard]] Chrome chrome(const Ui&) const override { return {}; }
  void draw(Ui& ui) override;
  void back(Ui& ui) override;
  void entered(Ui& ui) override;
  void forget() override { number_.clear(), phone_.clear(), checked_ = false; }

private:
  void ask(Ui& ui);
  void form(Ui& ui);
  void answer(Ui& ui);
  TextEdit number_{20}; ///< as the store writes it: usually digits
  TextEdit phone_{longest_phone, Accepts::digits};
  bool checked_ = false;
  std::uint64_t scanned_ = 0; ///< the slip whose number stands in the field
};

} // namespace kiosk
