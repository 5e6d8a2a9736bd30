#pragma once
// The parts that a finger presses. Each draws itself, registers its node and returns what happened in this frame.
// Labels are words of the customer's language (tr); names are automation names.
#include "kiosk/widgets/ui.h"

namespace kiosk {

struct ButtonOptions {
  Icon icon = Icon::none; ///< before the label (primary: after it)
  bool enabled = true;
  bool is_default = false; ///< Enter presses it; primary_button sets it by itself
  bool is_cancel = false;
  bool moves_money = false;      ///< of the keyboard only a press that stands alone counts: no scanner may answer
  std::optional<Type> type = {}; ///< default: 40 for heights from 108, else 30
  std::string_view spoken = {};  ///< the label in the tree of nodes for a button without words
};
/// The one thing per screen that moves on. Off: sunken, lesser ink, in its place.
bool primary_button(Ui& ui, std::string_view name, const Rect& box, std::string_view label, ButtonOptions options = {});
bool secondary_button(Ui& ui, std::string_view name, const Rect& box, std::string_view label, ButtonOptions options = {});
bool danger_button(Ui& ui, std::string_view name, const Rect& box, std::string_view label, ButtonOptions options = {});
/// Filled brick, staff only ("what to do").
bool alarm_button(Ui& ui, std::string_view name, const Rect& box, std::string_view label, ButtonOptions options = {});
/// Sunken, as the back button.
bool quiet_button(Ui& ui, std::string_view name, const Rect& box, std::string_view label, ButtonOptions options = {});
/// Tint with teal text ("sign in").
bool tint_button(Ui& ui, std::string_view name, const Rect& box, std::string_view label, ButtonOptions options = {});
/// No fill: icon and words (help, accessibility, "show on map").
bool link_button(Ui& ui, std::string_view name, const Rect& box, std::string_view label, ButtonOptions options = {},
                 Align align = Align::left);
bool icon_button(Ui& ui, std::string_view name, const Rect& box, Icon icon, std::string_view spoken_label, bool enabled = true);
/// Where the frame puts accessibility and help on the utility row (portrait; the screen's own button stands left of them).
struct UtilityLinks {
  Rect access, help;
};
UtilityLinks utility_links(Ui& ui);
/// The width a quiet, secondary or tint button needs for its label (72 inner space, icon included).
float button_width(Ui& ui, std::string_view label, Type type = Type::t30, bool icon = false);

struct ChoiceCard {
  Icon icon = Icon::none;
  std::string_view title = {};
  std::string_view line = {};   ///< under the title
  std::string_view reason = {}; ///< not empty: cannot be chosen, and why
  std::string_view value = {};  ///< bold, before the radio ("6 000")
  bool chosen = false;
};
/// 184 to 196 high, full width. True when tapped.
bool choice_card(Ui& ui, std::string_view name, const Rect& box, const ChoiceCard& card);

/// Smaller choice without a radio (districts, languages): title, line, value at the right; tick when `tick`.
struct OptionCard {
  std::string_view title = {}, line = {}, value = {};
  bool chosen = false;
  bool tick = false;
  Type type = Type::t30;
};
bool option_card(Ui& ui, std::string_view name, const Rect& box, const OptionCard& card);

enum class StepperAction { none, plus, minus, remove };
struct StepperState {
  std::string_view figure = {}; ///< "2", or "1,5 kg"
  bool last_one = false;        ///< minus is a bin
  bool can_add = true;
  bool weighed = false; ///< bin and weight, no plus
};
/// Nodes `prefix.minus` / `prefix.remove`, `prefix.plus`. Box 76 high and from 200 wide.
StepperAction stepper(Ui& ui, std::string_view prefix, const Rect& box, const StepperState& state);

bool toggle(Ui& ui, std::string_view name, const Rect& box, std::string_view label, bool on);
/// Chosen index, or -1 when nothing was tapped. Nodes `prefix.<code>`.
struct Segment {
  std::string_view code = {}, label = {}, spoken = {};
};
int segmented(Ui& ui, std::string_view prefix, const Rect& box, std::span<const Segment> segments, int chosen);
int tabs(Ui& ui, std::string_view prefix, const Rect& box, std::span<const Segment> entries, int chosen);
/// Category chip: icon over word; chosen is ink.
bool chip(Ui& ui, std::string_view name, const Rect& box, Icon icon, std::string_view label, bool chosen);
/// The whole row is one target, chevron at the right.
bool list_row(Ui& ui, std::string_view name, const Rect& box, Icon icon, std::string_view title, std::string_view line);

} // namespace kiosk
