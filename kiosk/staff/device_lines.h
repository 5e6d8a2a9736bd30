#pragma once
// Every device's state in words: one line for the status page, the single facts for the device's own page.
#include "kiosk/design/icons.h"
#include "kiosk/widgets/marks.h"
#include <string>
#include <vector>

namespace kiosk {

enum class StaffTab { status, printer, fiscal, cash, sales, open, goods };

struct DeviceLine {
  std::string_view code; ///< node name: staff.device.<code>
  Health health = Health::good;
  Icon icon = Icon::none;
  std::string name, words;
  std::int64_t since_ms = 0; ///< wall clock; 0: not known
  StaffTab tab = StaffTab::status;
};
/// The worst first.
std::vector<DeviceLine> device_lines(const Ui& ui);

struct Fact {
  Health health = Health::good;
  std::string name, words;
};
std::vector<Fact> printer_facts(const Ui& ui);
std::vector<Fact> fiscal_facts(const Ui& ui);
std::vector<Fact> cash_facts(const Ui& ui);
/// The advice for a device that does not work; empty when it works.
std::string_view printer_advice(const Ui& ui);
std::string_view fiscal_advice(const Ui& ui);
std::string_view cash_advice(const Ui& ui);

/// "Selling: card, cash and later", and why not more.
struct SellingWords {
  std::string what, why;
};
SellingWords selling_words(const Ui& ui);

} // namespace kiosk
