#pragma once
// The customer's own account: phone and password. The password goes from the key into a locked buffer and
// from there to the gate, once.
#include "engine/base/secret.h"
#include "kiosk/screens/parts/screen.h"
#include "kiosk/widgets/text_edit.h"

namespace kiosk {

class SignInScreen final : public Screen {
public:
  [[nodiscard]] ScreenId id() const override { return ScreenId::sign_in; }
  [[nodiscard]] Chrome chrome(const Ui& ui) const override;
  void draw(Ui& ui) override;
  void back(Ui& ui) override { ui.nav().sign_in = false, ui.draw_again(); }
  void entered(Ui& ui) override;
  void wipe() override;
  void forget() override;

private:
  void submit(Ui& ui);
  TextEdit phone_{longest_phone};
  std::string phone_before_; ///< in the frame before
  engine::SecretBuffer password_{max_password};
  bool asked_ = false; ///< sent; the answer closes the screen or says why not
  bool checked_ = false;
  bool phone_refused_ = false; ///< as it stands: said though the caret is there
  bool latin_shown_ = false;
  static constexpr std::size_t max_password = 128;
};

} // namespace kiosk
