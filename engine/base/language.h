#pragma once
// The four languages of the kiosk. Codes as in the configuration: kaa, uz, ru, en.
#include <array>
#include <boost/describe/enum.hpp>
#include <optional>
#include <string_view>

namespace engine {

enum class Language { kaa, uz, ru, en };
BOOST_DESCRIBE_ENUM(Language, kaa, uz, ru, en)

inline constexpr std::array all_languages{Language::kaa, Language::uz, Language::ru, Language::en};

constexpr std::string_view code_of(Language language) {
  switch (language) {
  case Language::kaa: return "kaa";
  case Language::uz: return "uz";
  case Language::ru: return "ru";
  case Language::en: return "en";
  }
  return "en";
}

constexpr std::optional<Language> language_of(std::string_view code) {
  for (const auto language : all_languages)
    if (code_of(language) == code) return language;
  return std::nullopt;
}

} // namespace engine
