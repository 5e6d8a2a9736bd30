#pragma once
// Fields. The text lives in a TextEdit (or a SecretBuffer) that the screen owns; the widget gives it what was typed while
// it has the caret, and draws it.
#include "engine/base/secret.h"
#include "kiosk/widgets/text_edit.h"
#include "kiosk/widgets/ui.h"

namespace kiosk {

struct FieldOptions {
  std::string_view label = {};
  std::string_view placeholder = {};
  std::string_view prefix = {}; ///< drawn before the text in lesser ink ("+998")
  std::string_view fault = {};  ///< the sentence below; not empty = wrong
  std::string_view hint = {};   ///< below when there is no fault
  bool valid = false;           ///< tick at the right when it has no caret
  bool phone_groups = false;    ///< a telephone number, typed in any form (engine/base/phone.h), drawn as 61 222 45 67
  bool big = false;             ///< 56 bold (the one being typed, phone)
  Icon icon = Icon::none;       ///< before the text (search)
  bool own_enter = false;       ///< a physical Enter is `submitted`; else it presses the screen's default button
};
struct FieldResult {
  bool changed = false;
  bool submitted = false; ///< Enter
};
/// A number typed with country code, plus or a leading 8 becomes its nine digits as soon as it is whole.
void tidy_phone(TextEdit& edit);
/// `box` is the white box alone (104, or 136 for big); the label stands 40 above it, the sentence below it.
FieldResult text_field(Ui& ui, std::string_view name, const Rect& box, TextEdit& edit, const FieldOptions& options);

/// How a secret is shown. Card numbers show the first four and the last typed; codes show digits in boxes; the rest dots.
enum class SecretStyle { card_number, expiry, code_boxes, dots };
struct SecretOptions {
  std::string_view label = {}, placeholder = {}, fault = {};
  SecretStyle style = SecretStyle::dots;
  std::size_t digits = 16; ///< as many as it takes
  bool on_card = false;    ///< light text on the dark card
  bool letters = false;    ///< passwords: any character, not only digits
};
/// Digits (or characters) go straight into the locked buffer. The node shows only the length.
FieldResult secret_field(Ui& ui, std::string_view name, const Rect& box, engine::SecretBuffer& secret, const SecretOptions& options);

/// Three columns of digits, 0 and backspace, on the bottom edge of `box`; key height 128 to 148. Keys type into the caret.
void number_pad(Ui& ui, const Rect& box, float key_height = 148);

struct KeyboardOptions {
  std::string_view enter_label = {}; ///< empty: no enter key
};
/// The letters of the customer's language in zones().keyboard, on its sunken sheet. Keeps shift and script itself.
void keyboard(Ui& ui, const KeyboardOptions& options = {});
/// The keyboard's sheet, from its upper edge to the bottom of the screen.
Rect keyboard_sheet(const Ui& ui);

} // namespace kiosk
