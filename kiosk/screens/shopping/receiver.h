#pragma once
// Who receives the order: name, phone, with courier also the address. Checked as typed, with a sentence
// beside the field.
#include "kiosk/screens/parts/screen.h"
#include "kiosk/screens/paying/reasons.h"
#include "kiosk/widgets/text_edit.h"
#include <array>

namespace kiosk {

class ReceiverScreen final : public Screen {
public:
  [[nodiscard]] ScreenId id() const override { return ScreenId::receiver; }
  [[nodiscard]] Chrome chrome(const Ui& ui) const override;
  void draw(Ui& ui) override;
  void entered(Ui& ui) override;
  void left(Ui&) override {} ///< the typed text stays for a customer who comes back; forget() ends it
  void forget() override;

private:
  static constexpr std::size_t fields = 4;
  struct Entry {
    PersonField kind;
    std::string_view name;
    TextEdit edit;
    bool touched = false; ///< the caret was here, or Continue was pressed: faults are said
    bool refused = false; ///< Continue was refused for it as it stands: said though the caret is here
  };
  [[nodiscard]] engine::FieldFault fault_of(const Ui& ui, const Entry& entry) const;
  [[nodiscard]] bool shown(const Ui& ui, const Entry& entry) const;
  [[nodiscard]] bool letters(const Ui& ui) const; ///< a field with letters has the caret
  void field(Ui& ui, Entry& entry, const Rect& box, std::string_view label, std::string_view hint);
  void account(Ui& ui);
  void next_field(Ui& ui, const Entry& entry);
  void submit(Ui& ui);

  std::array<Entry, fields> entries_{
      Entry{PersonField::first_name, "receiver.first_name", TextEdit{40}},
      Entry{PersonField::last_name, "receiver.last_name", TextEdit{40}},
      Entry{PersonField::address, "receiver.address", TextEdit{120}},
      Entry{PersonField::phone, "receiver.phone", TextEdit{longest_phone}},
  };
  std::string filled_for_; ///< the signed-in customer whose name was filled in
};

} // namespace kiosk
