// Banknotes and QR.
#include "kiosk/design/illustration.h"
#include <cmath>
#include <memory>
#include <qrencode.h>
#include <string>
#include <vector>

namespace kiosk {
namespace {

struct Qr {
  std::string text;
  int size = 0;
  std::vector<bool> dark;
};

/// The code of a text, kept: a screen shows the same one in every frame.
const Qr& qr_of(std::string_view text) {
  static Qr last;
  if (last.text == text && last.size > 0) return last;
  last = {std::string(text), 0, {}};
  const std::unique_ptr<QRcode, void (*)(QRcode*)> code(QRcode_encodeString8bit(last.text.c_str(), 0, QR_ECLEVEL_M), QRcode_free);
  if (!code) return last;
  last.size = code->width;
  for (int i = 0; i < code->width * code->width; ++i) last.dark.push_back((code->data[i] & 1U) != 0);
  return last;
}

} // namespace

NoteColors note_colors(std::int64_t denomination) {
  switch (denomination) {
  case 1000: return {Color::hex(0x7C8A5E), Color::hex(0xE7EADB)};
  case 2000: return {Color::hex(0x8A6440), Color::hex(0xF1E3D6)};
  case 5000: return {Color::hex(0x3A7D54), Color::hex(0xDCEBE0)};
  case 10000: return {Color::hex(0x2B6C96), Color::hex(0xD9E8F1)};
  case 20000: return {Color::hex(0x844A7E), Color::hex(0xF0DFEC)};
  case 50000: return {Color::hex(0xA8672A), Color::hex(0xF5E4D3)};
  case 100000: return {Color::hex(0x47599B), Color::hex(0xE0E3F1)};
  case 200000: return {Color::hex(0x96404A), Color::hex(0xF2DCDF)};
  default: return {Color::hex(0x5C554B), Color::hex(0xF1EADF)};
  }
}

void draw_banknote(Canvas& canvas, const Rect& box, std::int64_t denomination) {
  const auto [ink, paper] = note_colors(denomination);
  const bool large = box.h >= 150;
  const float line = large ? 4 : 2, radius = large ? 20 : 12, inner = large ? 20 : 10;
  canvas.rounded(box, radius, paper);
  canvas.outline(box, radius, ink, line);
  canvas.outline(box.inset(inner), radius / 2, mix(paper, ink, 0.5F), large ? 3.0F : 2.0F);
  const float r = box.h * 0.27F;
  const Point c{box.right() - inner - r * (large ? 1.3F : 1.02F), box.center().y};
  const auto rhombus = [&](float part, Color color) {
    canvas.polygon({{c.x, c.y - r * part}, {c.x + r * part, c.y}, {c.x, c.y + r * part}, {c.x - r * part, c.y}}, color);
  };
  rhombus(1, mix(paper, ink, 0.25F));
  rhombus(0.6F, mix(paper, ink, 0.5F));
  rhombus(0.27F, ink);
  const float x = box.x + inner * 2;
  const float room = c.x - r - x + (large ? 0.0F : 8.0F);
  const auto figures = group_digits(denomination);
  auto type = large ? Type::t56 : Type::t30;
  while (type > Type::t24 && canvas.text_width(figures, type, Weight::bold) > room) type = static_cast<Type>(static_cast<int>(type) - 1);
  canvas.text_in({x, box.y, room, box.h}, figures, {type, ink, Weight::bold});
}

bool draw_qr(Canvas& canvas, const Rect& box, std::string_view text, Color ink, Color paper) {
  if (text.empty()) return false;
  const auto& qr = qr_of(text);
  if (qr.size == 0) return false;
  canvas.fill(box, paper);
  constexpr int quiet = 2; // the card around it is white as well
  const float pixels = std::floor(std::min(box.w, box.h) * canvas.transform().scale / static_cast<float>(qr.size + 2 * quiet));
  const float module = std::max(1.0F, pixels) * canvas.pixel(), side = module * static_cast<float>(qr.size);
  const auto corner = canvas.transform().to_layout([&] {
    const auto p = canvas.transform().to_pixels(Point{box.center().x - side / 2, box.center().y - side / 2});
    return Point{std::round(p.x), std::round(p.y)};
  }());
  for (int y = 0; y < qr.size; ++y)
    for (int x = 0; x < qr.size;) {
      int end = x;
      while (end < qr.size && qr.dark[static_cast<std::size_t>(y * qr.size + end)]) ++end;
      if (end > x) {
        const auto fx = static_cast<float>(x), fy = static_cast<float>(y);
        canvas.fill({corner.x + fx * module, corner.y + fy * module, static_cast<float>(end - x) * module, module}, ink);
      }
      x = end + 1;
    }
  return true;
}

} // namespace kiosk
