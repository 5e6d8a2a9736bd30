#pragma once
// GS1 element strings: application identifiers and their data; data of variable length end with 0x1D. A shop needs four of them: the GTIN (01),
// the serial number (21), a net weight (310n) and a price (392n, 393n). Data behind unknown identifiers are passed over where their end is
// certain. Source: GS1 General Specifications section 3 (identifiers, predefined lengths: figure 5.10.1-2; character set 82: figure
// 7.11-1); lengths of the national marking: devices/fiscal/PROTOCOL.md section 8.
//
// A 0x1D may not arrive: keyboards cannot type it, so a scanner that types drops it or sends something else instead.
// - Something else: one sign outside character set 82, always the same, or a word such as "[GS]". It is taken for 0x1D where the string then
//   reads right.
// - Dropped: the end of (21) is certain only when one reading fits. A reading is a length of the serial behind which known identifiers fill
//   the rest in their national forms. A reading with a usual length (6, 7, 13, 20) counts before a reading with another length, which must
//   have its check part (91, 92, 93). A serial without anything behind it counts when no other reading fits and its length is usual. When two
//   readings fit, the code is refused and never guessed.
//
// Threading: pure functions.
#include "engine/base/money.h"
#include "engine/base/quantity.h"
#include <optional>
#include <string>
#include <string_view>

namespace engine {

inline constexpr char group_separator = '\x1d';

struct Gs1Elements {
  std::string gtin;               ///< 14 digits, check digit right; empty: none
  std::string serial;             ///< at most 20 characters; empty: none
  std::optional<Quantity> weight; ///< (310n): kilograms, to the gram
  std::optional<Money> price;     ///< (392n), or (393n) in so'm
  std::string full;               ///< the element string with 0x1D where the scanner sent something else for it
  std::string fault;              ///< English; not empty: the string cannot be read
  bool unclear = false;           ///< the fault is that several readings fit, or no reading is certain
};

/// `text` without AIM prefix and without FNC1 in front.
Gs1Elements read_gs1_elements(std::string_view text);

/// "(01)…(21)…" as an element string with 0x1D where one is needed; nullopt when the brackets do not fit.
std::optional<std::string> elements_from_brackets(std::string_view text);

/// Begins with (01), a right GTIN, and then nothing, a known identifier or a separator in any form: an element string whose FNC1 was not sent.
bool looks_like_gs1(std::string_view text);

/// Begins with (01) and a right GTIN. The rest is not looked at.
bool begins_with_gtin(std::string_view text);

/// Without the separators at both ends. Scanners set them around their codes too; they say nothing of whether those inside arrive.
std::string_view without_outer_separators(std::string_view text);

/// One of GS1's character set 82: letters, digits and ! " % & ' ( ) * + , - . / : ; < = > ? _
bool is_gs1_character(char c);

} // namespace engine
