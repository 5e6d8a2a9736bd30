#pragma once
// The customer's languages. Threading: plain values.
#include <array>
#include <boost/describe/enum.hpp>
#include <optional>
#include <string_view>

namespace engine {

enum class Language {
  kaa, ///< Karakalpak, Latin script of 2016
  uz,  ///< Uzbek, Latin script
  ru,
  en,
};
BOOST_DESCRIBE_ENUM(Language, kaa, uz, ru, en)

inline constexpr std::array<Language, 4> all_languages{Language::kaa, Language::uz, Language::ru, Language::en};

/// The code used in configuration, file names and automation: "kaa", "uz", "ru", "en".
constexpr std::string_view language_code(Language language) {
  switch (language) {
  case Language::kaa: return "kaa";
  case Language::uz: return "uz";
  case Language::ru: return "ru";
  case Language::en: return "en";
  }
  return "en";
}

/// The language of a code; nothing for any other text.
constexpr std::optional<Language> language_from_code(std::string_view code) {
  for (const auto language : all_languages)
    if (language_code(language) == code) return language;
  return std::nullopt;
}

} // namespace engine
