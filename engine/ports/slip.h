#pragma once
// A piece of paper as the engine sees it: what stands on it, in order, without any printer's bytes. devices/printer lays it
// out for a profile. Texts are UTF-8 in the customer's language.
#include <string>
#include <variant>
#include <vector>

namespace engine {

enum class SlipAlign { left, centre, right };
/// The printer's sizes: small = font A as it is; medium = double height; large = double height and width;
/// huge = four times (the order number).
enum class SlipSize { small, medium, large, huge };

struct SlipText {
  std::string text; ///< wrapped at words by the layout
  SlipAlign align = SlipAlign::left;
  SlipSize size = SlipSize::small;
  bool bold = false;
};
/// Two columns; the right one is never cut, the left one wraps.
struct SlipPair {
  std::string left;
  std::string right;
  bool bold = false;
  SlipSize size = SlipSize::small; ///< not huge
  bool right_bold = false;         ///< the right column alone is bold
};
struct SlipRule {
  bool dashed = false;
};
struct SlipQr {
  std::string data; ///< at most 300 bytes; printed at least 30 mm wide with its quiet zone (devices/fiscal/PROTOCOL.md section 9)
};
struct SlipBarcode {
  std::string data; ///< Code 128, printable ASCII, at most 24 characters, readable text below
};
struct SlipOrnament {}; ///< the shop's band, by raster
struct SlipFeed {
  int lines = 1;
};
using SlipItem = std::variant<SlipText, SlipPair, SlipRule, SlipQr, SlipBarcode, SlipOrnament, SlipFeed>;

struct Slip {
  std::string kind;            ///< for the log and the bench: "receipt", "claim", "voucher", "z_report", "test", ...
  std::vector<SlipItem> items; ///< the cut at the end is the printer's own
};

} // namespace engine
