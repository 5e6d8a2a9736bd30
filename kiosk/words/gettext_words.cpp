#include "kiosk/words/gettext_words.h"
#include "kiosk/words/catalogues.h"
#include <array>
#include <boost/locale/gnu_gettext.hpp>
#include <boost/locale/message.hpp>
#include <limits>
#include <locale>
#include <stdexcept>
#include <string>

namespace kiosk {
namespace {

using Messages = boost::locale::message_format<char>;

/// The facet, kept alive by the locale that owns it.
struct Catalogue {
  std::locale owner;
  const Messages* messages = nullptr; ///< null: the ids are the texts
};

Catalogue load(engine::Language language) {
  const std::string code{engine::language_code(language)};
  const auto bytes = compiled_catalogue(code);
  if (bytes.empty()) return {std::locale::classic(), nullptr};
  boost::locale::gnu_gettext::messages_info info;
  info.language = code;
  info.encoding = "UTF-8";
  info.domains.emplace_back("kiosk");
  info.paths.emplace_back("compiled-in");
  // Any file that is looked for is this one, the only one.
  info.callback = [bytes](const std::string&, const std::string&) { return std::vector<char>(bytes.begin(), bytes.end()); };
  Catalogue catalogue{std::locale(std::locale::classic(), boost::locale::gnu_gettext::create_messages_facet<char>(info)), nullptr};
  catalogue.messages = &std::use_facet<Messages>(catalogue.owner);
  // The empty id is the catalogue's header: there in each readable one.
  if (catalogue.messages->get(0, nullptr, "") == nullptr) throw std::runtime_error("the catalogue of " + code + " cannot be read");
  return catalogue;
}

} // namespace

struct GettextWords::Impl {
  std::array<Catalogue, engine::all_languages.size()> catalogues;
  [[nodiscard]] const Messages* messages(engine::Language language) const {
    return catalogues.at(static_cast<std::size_t>(language)).messages;
  }
};

GettextWords::GettextWords() : impl_(std::make_unique<Impl>()) {
  for (const auto language : engine::all_languages) impl_->catalogues.at(static_cast<std::size_t>(language)) = load(language);
}

GettextWords::~GettextWords() = default;

std::string_view GettextWords::text(engine::Language language, std::string_view msgid) const {
  const auto* messages = impl_->messages(language);
  if (messages == nullptr || msgid.empty()) return msgid;
  const char* found = messages->get(0, nullptr, std::string(msgid).c_str());
  return found == nullptr || *found == '\0' ? msgid : std::string_view(found);
}

std::string_view GettextWords::plural(engine::Language language, std::string_view one, std::string_view many, std::int64_t count) const {
  const auto id = count == 1 ? one : many;
  const auto* messages = impl_->messages(language);
  if (messages == nullptr) return id;
  const auto number = static_cast<int>(std::min<std::int64_t>(std::abs(count), std::numeric_limits<int>::max()));
  const char* found = messages->get(0, nullptr, std::string(one).c_str(), number);
  return found == nullptr || *found == '\0' ? id : std::string_view(found);
}

} // namespace kiosk
