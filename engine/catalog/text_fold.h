#pragma once
// One Latin skeleton for all the scripts in which a customer of Nukus types a name: Karakalpak and Uzbek in Latin (with or
// without diacritics and apostrophes), both in Cyrillic, Russian, and English. "Сүт", "sút", "su't" and "sut" are one word;
// so are "кофе" and "coffee", "шоколад" and "shokolad", "qatıq" and "катык".
//
// The skeleton is for comparing only and is never shown. Threading: pure functions.
#include <string>
#include <string_view>
#include <vector>

namespace engine {

/// Cyrillic ў is o' in Uzbek and w in Karakalpak; a query is tried both ways.
enum class ShortU { as_o, as_v };

/// Words of a-z or of 0-9, in order. Bytes that are not UTF-8 separate words.
std::vector<std::string> fold_words(std::string_view utf8, ShortU short_u = ShortU::as_o);

/// Holds ў or Ў.
bool has_short_u(std::string_view utf8);

} // namespace engine
