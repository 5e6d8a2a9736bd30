#pragma once
// The parts that only say something: cards, notices, sums, rings, marks. Not interactive.
#include "kiosk/widgets/ui.h"

namespace kiosk {

/// White (or outlined) surface with the soft edge.
void card(Ui& ui, const Rect& box, float radius = metrics::radius_large);
enum class Tone { fact, care, wrong, plain };
struct NoticeText {
  std::string_view fact = {}; ///< bold
  std::string_view rest = {}; ///< the things that still work
  bool inline_rest = false;   ///< on the same paragraph instead of the next line
  Type type = Type::t30;
};
void notice(Ui& ui, std::string_view name, const Rect& box, Tone tone, Icon icon, const NoticeText& text);
/// Height a notice of this width needs (at least 96).
float notice_height(Ui& ui, float width, const NoticeText& text);

/// A sum, bold, with its unit regular at about half size. `right`/`left`: x of that edge; y: baseline.
struct Sum {
  engine::Money amount = {};
  Type type = Type::t40;
  bool unit = true;
  bool minus = false;
  std::optional<Color> color = {};
  std::optional<Type> unit_type = {};
};
float sum_right(Ui& ui, float right, float baseline_y, const Sum& sum);
float sum_left(Ui& ui, float left, float baseline_y, const Sum& sum);
float sum_width(Ui& ui, const Sum& sum);
/// "152 000", without the unit.
std::string money_figures(engine::Money amount);
/// "152 000 so'm" in the customer's words.
std::string money_text(const Ui& ui, engine::Money amount);
/// The line of 3, the word at the left, the sum (96) at the right, on the bottom edge of the box. Box 124 high.
void total_row(Ui& ui, std::string_view name, const Rect& box, std::string_view word, engine::Money amount, std::string_view below = {});

void icon_square(Ui& ui, const Rect& box, Icon icon, Color fill, Color ink, float radius = metrics::radius_small);
void radio_mark(Ui& ui, Point center, bool chosen);
void check_disc(Ui& ui, Point center, float diameter);
void discount_tag(Ui& ui, Point top_left, std::string_view text);
float discount_tag_width(Ui& ui, std::string_view text);
/// Text struck through in brick (old price).
float struck_text(Ui& ui, Point top_left, std::string_view text, Type type = Type::t24);
/// Countdown from 12 o'clock; `part` left, 1 to 0; the figure inside when not empty.
void countdown_ring(Ui& ui, Point center, float diameter, float thickness, float part, Color color, std::string_view figure = {},
                    Type type = Type::t24);
/// A quarter running round; asks for frames while drawn.
void spinner(Ui& ui, Point center, float diameter);
void progress_bar(Ui& ui, const Rect& box, float part, Color fill, Color track);
void step_bar(Ui& ui, int step);
enum class Health { good, care, wrong, off };
void status_mark(Ui& ui, Point center, float size, Health health);
/// Group head: icon in a tinted square of 56, bold 30, explanation 24. 56 high.
void group_head(Ui& ui, Point top_left, Icon icon, Tone tone, std::string_view title, std::string_view explanation);
/// The heading of a screen: 56 bold at the top of the box.
void title(Ui& ui, const Rect& box, std::string_view text);
void info_line(Ui& ui, const Rect& box, Icon icon, std::string_view text);
/// The sheet over the scrim; `height` from its bottom edge. Call ui.barrier() is inside. Returns the inner box (48 inset).
Rect sheet(Ui& ui, float height);

} // namespace kiosk
