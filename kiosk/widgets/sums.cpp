// Money on the screen.
#include "kiosk/widgets/marks.h"

namespace kiosk {
namespace {

Type unit_type_of(Type type) {
  switch (type) {
  case Type::t24:
  case Type::t30: return Type::t24;
  case Type::t40:
  case Type::t56: return type == Type::t40 ? Type::t24 : Type::t30;
  case Type::t96:
  case Type::t176: return Type::t40;
  }
  return Type::t24;
}

std::string figures(const Sum& sum) { return (sum.minus ? "\u2212" : "") + money_figures(sum.amount); }
float unit_gap(Type type) { return type >= Type::t56 ? 12.0F : 8.0F; }

} // namespace

std::string money_figures(engine::Money amount) {
  auto text = group_digits(amount.in_som());
  if (const auto rest = std::abs(amount.in_tiyin() % 100); rest != 0) text += fmt::format(",{:02}", rest);
  return text;
}

std::string money_text(const Ui& ui, engine::Money amount) { return money_figures(amount) + "\u00A0" + std::string(tr(ui, "so\u02BBm")); }

float sum_width(Ui& ui, const Sum& sum) {
  auto& canvas = ui.canvas();
  float width = canvas.text_width(figures(sum), sum.type, Weight::bold);
  if (sum.unit) width += unit_gap(sum.type) + canvas.text_width(tr(ui, "so\u02BBm"), sum.unit_type.value_or(unit_type_of(sum.type)));
  return width;
}

float sum_left(Ui& ui, float left, float baseline_y, const Sum& sum) {
  auto& canvas = ui.canvas();
  const auto ink = sum.color.value_or(ui.colors().ink);
  float x = left + canvas.text_on_baseline({left, baseline_y}, figures(sum), {sum.type, ink, Weight::bold});
  if (sum.unit) {
    x += unit_gap(sum.type);
    x += canvas.text_on_baseline({x, baseline_y}, tr(ui, "so\u02BBm"), {sum.unit_type.value_or(unit_type_of(sum.type)), ink});
  }
  return x - left;
}

float sum_right(Ui& ui, float right, float baseline_y, const Sum& sum) { return sum_left(ui, right - sum_width(ui, sum), baseline_y, sum); }

void total_row(Ui& ui, std::string_view name, const Rect& box, std::string_view word, engine::Money amount, std::string_view below) {
  auto& canvas = ui.canvas();
  const auto& c = ui.colors();
  canvas.line({box.x, box.y}, {box.right(), box.y}, c.ink, metrics::sum_line);
  const float base = box.bottom() - 22;
  Sum sum{.amount = amount, .type = box.w < 700 ? Type::t56 : Type::t96};
  auto word_type = box.w < 700 ? Type::t40 : Type::t56;
  // The word gives way first, then the sum: they never touch.
  const auto fits = [&] { return canvas.text_width(word, word_type, Weight::bold) + 24 + sum_width(ui, sum) <= box.w; };
  while (!fits() && word_type > Type::t24) word_type = static_cast<Type>(static_cast<int>(word_type) - 1);
  while (!fits() && sum.type > Type::t30) sum.type = static_cast<Type>(static_cast<int>(sum.type) - 1);
  sum_right(ui, box.right(), base, sum);
  if (below.empty()) {
    const float cap = canvas.cap_height(word_type), big = canvas.cap_height(sum.type);
    canvas.text_on_baseline({box.x, base - big / 2 + cap / 2}, word, {word_type, c.ink, Weight::bold});
  } else {
    canvas.text_on_baseline({box.x, base - canvas.line_height(Type::t24) - 6}, word, {word_type, c.ink, Weight::bold});
    canvas.text_on_baseline({box.x, base}, below, {Type::t24, c.ink2});
  }
  ui.value(name, box, word, std::to_string(amount.in_tiyin()));
}

} // namespace kiosk
