#include "engine/catalog/gs1_elements.h"

#include "engine/catalog/gs1_serial.h"
#include "engine/catalog/gtin.h"
#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace engine {
namespace {

struct Identifier {
  std::string_view ai; ///< 'n' stands for any digit
  std::size_t length;  ///< length of the data; the largest when it varies
  bool variable;
};

constexpr auto identifiers = std::to_array<Identifier>({
    {"00", 18, false},  {"01", 14, false},  {"02", 14, false},  {"10", 20, true},   {"11", 6, false},   {"12", 6, false},
    {"13", 6, false},   {"15", 6, false},   {"16", 6, false},   {"17", 6, false},   {"20", 2, false},   {"21", 20, true},
    {"22", 20, true},   {"240", 30, true},  {"241", 30, true},  {"250", 30, true},  {"30", 8, true},    {"37", 8, true},
    {"31nn", 6, false}, {"32nn", 6, false}, {"33nn", 6, false}, {"35nn", 6, false}, {"36nn", 6, false}, {"392n", 15, true},
    {"393n", 18, true}, {"7003", 10, true}, {"8005", 6, false}, {"8008", 12, true}, {"91", 90, true},   {"92", 90, true},
    {"93", 90, true},   {"94", 90, true},   {"95", 90, true},   {"96", 90, true},   {"97", 90, true},   {"98", 90, true},
    {"99", 90, true},
});

bool matches(std::string_view pattern, std::string_view text) {
  if (text.size() < pattern.size()) return false;
  for (std::size_t i = 0; i < pattern.size(); ++i)
    if (pattern[i] == 'n' ? text[i] < '0' || text[i] > '9' : pattern[i] != text[i]) return false;
  return true;
}

const Identifier* identifier_of(std::string_view text) {
  const auto found = std::ranges::find_if(identifiers, [text](const auto& i) { return matches(i.ai, text); });
  return found == identifiers.end() ? nullptr : &*found;
}

/// How long an element is, identifier included, whose first two digits are these; GS1 will never define it otherwise. 0: it ends at a separator.
std::size_t predefined_length(std::string_view text) {
  if (text.starts_with("00") || text.starts_with("04")) return text.starts_with("00") ? 20 : 18;
  if (text.starts_with("01") || text.starts_with("02") || text.starts_with("03") || text.starts_with("41")) return 16;
  if (text.starts_with("20")) return 4;
  if (text[0] == '1' && text[1] != '0') return 8;
  if (text[0] == '3' && text[1] >= '1' && text[1] <= '6') return 10;
  return 0;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool all_digits(std::string_view text) { return std::ranges::all_of(text, is_digit); }

std::int64_t number(std::string_view digits) {
  std::int64_t value = 0;
  for (const char c : digits) value = value * 10 + (c - '0');
  return value;
}

constexpr std::int64_t tens[] = {1, 10, 100, 1000, 10'000, 100'000};
constexpr std::int64_t heaviest = 100'000;       ///< grams; more is nothing that a customer carries to a kiosk
constexpr std::int64_t dearest = 100'000'000'00; ///< tiyin

/// (310n): six digits, n of them behind the point; half a gram counts up.
std::string read_weight(Gs1Elements& found, char decimals, std::string_view data) {
  if (decimals > '5' || !all_digits(data)) return "(310n) is no weight";
  const auto n = static_cast<std::size_t>(decimals - '0');
  const auto grams = n <= 3 ? number(data) * tens[3 - n] : (number(data) + tens[n - 3] / 2) / tens[n - 3];
  if (grams == 0 || grams >= heaviest) return fmt::format("(310{}) says {} g", decimals, grams);
  if (found.weight) return "(310n) stands twice";
  found.weight = Quantity::thousandths(grams);
  return {};
}

/// (392n), (393n): an amount with n digits behind the point. (393n) names the currency before it: 860 is the so'm (ISO 4217).
std::string read_price(Gs1Elements& found, bool with_currency, char decimals, std::string_view data) {
  if (with_currency && !data.starts_with("860")) return "a price in another currency";
  if (with_currency) data.remove_prefix(3);
  if (decimals > '2' || data.empty() || data.size() > 12 || !all_digits(data)) return "a price that cannot be read";
  const auto tiyin = number(data) * tens[2 - (decimals - '0')];
  if (tiyin == 0 || tiyin > dearest) return fmt::format("a price of {} tiyin", tiyin);
  if (found.price) return "the price stands twice";
  found.price = Money::tiyin(tiyin);
  return {};
}

constexpr std::size_t npos = std::string_view::npos;

struct Reading {
  bool separators = false; ///< the scanner sends separators, so a field without one reaches to the end
  bool known_only = false; ///< every identifier has to be known: the separators are guessed
};

/// The rest behind an identifier that is not known: what stands behind it, or nothing when its end is not certain. Nullopt: it is no identifier.
std::optional<std::string_view> behind_unknown(std::string_view text) {
  if (text.size() < 3 || !is_digit(text[0]) || !is_digit(text[1])) return std::nullopt;
  const auto end = text.find(group_separator);
  if (const auto length = predefined_length(text); length > 0) {
    if (text.size() < length || end < length) return std::nullopt;
    return text.substr(length);
  }
  return end == npos ? std::string_view{} : text.substr(end);
}

Gs1Elements read(std::string_view text, const Reading& how) {
  Gs1Elements found;
  const auto fault = [&found](std::string why) {
    found.fault = std::move(why);
    return found;
  };
  found.full = text;
  while (!text.empty()) {
    if (text.front() == group_separator) {
      text.remove_prefix(1);
      continue;
    }
    const auto* identifier = identifier_of(text);
    if (!identifier) {
      const auto rest = how.known_only ? std::nullopt : behind_unknown(text);
      if (!rest) return fault(fmt::format("application identifier {} is not known", text.substr(0, 2)));
      text = *rest;
      continue;
    }
    const auto ai = text.substr(0, identifier->ai.size());
    text.remove_prefix(ai.size());
    auto data = text.substr(0, text.find(group_separator));
    if (!identifier->variable) {
      if (data.size() < identifier->length)
        return fault(fmt::format("({}) is shorter than {} characters", identifier->ai, identifier->length));
      data = data.substr(0, identifier->length);
    } else if (ai == "21" && !how.separators) {
      const auto end = serial_end(data, !found.gtin.empty());
      found.unclear = !data.empty() && !end.fault.empty();
      if (!end.fault.empty()) return fault(end.fault);
      data = data.substr(0, end.length);
      if (!found.gtin.empty()) text = data; // what stands behind it was seen to fit; where each part of it ends does not matter
    } else if (data.empty() || data.size() > identifier->length) {
      return fault(fmt::format("({}) has {} characters, allowed are 1 to {}", identifier->ai, data.size(), identifier->length));
    }
    text.remove_prefix(data.size());

    if (ai == "00") return fault("SSCC: the code of a pallet or case");
    if (how.known_only && (ai == "11" || ai == "12" || ai == "13" || ai == "15" || ai == "17") && !is_gs1_date(data))
      return fault(fmt::format("({}) is no date", ai));
    std::string wrong;
    if (ai.starts_with("310")) wrong = read_weight(found, ai[3], data);
    else if (ai.starts_with("392") || ai.starts_with("393")) wrong = read_price(found, ai[2] == '3', ai[3], data);
    if (!wrong.empty()) return fault(std::move(wrong));
    auto* field = ai == "01" ? &found.gtin : ai == "21" ? &found.serial : nullptr;
    if (!field) continue;
    if (!field->empty()) return fault(fmt::format("({}) stands twice", ai));
    *field = data;
    if (field == &found.gtin && !is_gtin(data)) return fault(fmt::format("check digit of GTIN {} is wrong", data));
  }
  return found;
}

/// What scanners are set to send for 0x1D in words.
constexpr std::string_view separator_words[] = {"[GS]",   "{GS}", "<GS>",  "(GS)",    "[FNC1]", "{FNC1}",
                                                "<FNC1>", "^]",   "\\x1d", "\\u001d", "<0x1D>", "[0x1D]"};

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

/// With 0x1D for each `word`; nullopt when there is none.
std::optional<std::string> with_separators(std::string_view text, std::string_view word) {
  const auto same = [](char a, char b) { return lower(a) == lower(b); };
  std::string out;
  bool any = false;
  while (!text.empty()) {
    const auto at = std::search(text.begin(), text.end(), word.begin(), word.end(), same);
    out.append(text.begin(), at);
    if (at == text.end()) break;
    any = true;
    out += group_separator;
    text.remove_prefix(static_cast<std::size_t>(at - text.begin()) + word.size());
  }
  if (!any) return std::nullopt;
  return out;
}

/// Reads the string with guessed separators. A sign at an end of the string is set by the scanner around its codes and ends no element.
Gs1Elements read_guess(std::string_view text) {
  const auto inside = without_outer_separators(text);
  return read(inside, {.separators = inside.find(group_separator) != npos, .known_only = true});
}

bool is_foreign(char c) { return c != group_separator && !is_gs1_character(c); }

} // namespace

std::string_view without_outer_separators(std::string_view text) {
  const auto first = text.find_first_not_of(group_separator);
  return first == npos ? std::string_view{} : text.substr(first, text.find_last_not_of(group_separator) - first + 1);
}

bool is_gs1_character(char c) {
  constexpr std::string_view signs = "!\"%&'()*+,-./:;<=>?_";
  return is_digit(c) || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || signs.find(c) != npos;
}

Gs1Elements read_gs1_elements(std::string_view text) {
  const bool separators = text.find(group_separator) != npos;
  const auto foreign = std::ranges::find_if(text, is_foreign);
  if (!separators) {
    for (const auto word : separator_words)
      if (const auto guess = with_separators(text, word); guess && std::ranges::none_of(*guess, is_foreign))
        if (auto found = read_guess(*guess); found.fault.empty()) return found;
    if (foreign != text.end() && *foreign != ' ')
      if (const auto guess = with_separators(text, {foreign, 1}); guess && std::ranges::none_of(*guess, is_foreign))
        if (auto found = read_guess(*guess); found.fault.empty()) return found;
  }
  if (foreign == text.end()) return read(text, {.separators = separators});
  Gs1Elements none;
  none.fault = fmt::format("'{}' is none of GS1's characters, nor read as the separator 0x1D", *foreign);
  return none;
}

namespace {
bool may_be_identifier(std::string_view ai) { return ai.size() >= 2 && ai.size() <= 4 && all_digits(ai); }
} // namespace

std::optional<std::string> elements_from_brackets(std::string_view text) {
  std::string plain;
  bool open_end = false;
  while (!text.empty()) {
    if (text.front() != '(') return std::nullopt;
    const auto close = text.find(')');
    if (close == std::string_view::npos) return std::nullopt;
    const auto ai = text.substr(1, close - 1);
    const auto* identifier = identifier_of(ai);
    const bool known = identifier && identifier->ai.size() == ai.size();
    if (!known && !may_be_identifier(ai)) return std::nullopt;
    text.remove_prefix(close + 1);
    // A serial may hold brackets itself, so its data ends only where an identifier may stand in them.
    std::size_t end = 0;
    for (; end < text.size(); ++end) {
      if (text[end] != '(') continue;
      const auto next_close = text.find(')', end);
      if (next_close == std::string_view::npos) continue;
      const auto next_ai = text.substr(end + 1, next_close - end - 1);
      if (may_be_identifier(next_ai)) break;
    }
    const auto data = text.substr(0, end);
    if (data.empty() || (known && !identifier->variable && data.size() != identifier->length)) return std::nullopt;
    text.remove_prefix(end);
    if (!known) continue; // the certain part is read without it
    if (open_end) plain += group_separator;
    plain.append(ai).append(data);
    open_end = identifier->variable;
  }
  // The brackets gave the end of the serial; keep it, also when it is the last element.
  if (open_end) plain += group_separator;
  return plain;
}

bool begins_with_gtin(std::string_view text) { return text.size() >= 16 && text.starts_with("01") && is_gtin(text.substr(2, 14)); }

bool looks_like_gs1(std::string_view text) {
  return begins_with_gtin(text) && (text.size() == 16 || !is_gs1_character(text[16]) || text[16] == '<' || text[16] == '(' ||
                                    identifier_of(text.substr(16)) != nullptr);
}

} // namespace engine
