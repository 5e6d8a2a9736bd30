#include "kiosk/fleet/kept_text.h"

#include "engine/base/digest.h"
#include "engine/base/whole_file.h"

#include <fstream>
#include <iterator>

namespace kiosk::fleet {
namespace {

constexpr std::uintmax_t longest = 1 << 20;
constexpr std::size_t digest_line = 65; ///< 64 digits and a line feed

std::string digest_of(const std::string& text) { return engine::to_hex(engine::Sha256{}.update(text).finish()) + "\n"; }

} // namespace

bool keep_text(const std::filesystem::path& file, const std::string& text) {
  return engine::put_whole(file, {text, "\n", digest_of(text)});
}

std::optional<std::string> kept_text(const std::filesystem::path& file) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(file, error) || std::filesystem::file_size(file, error) > longest || error) return std::nullopt;
  std::ifstream in(file, std::ios::binary);
  std::string whole{std::istreambuf_iterator<char>(in), {}};
  if (!in || whole.size() < digest_line + 1) return std::nullopt;
  const auto digest = whole.substr(whole.size() - digest_line);
  whole.resize(whole.size() - digest_line);
  if (whole.back() != '\n') return std::nullopt;
  whole.pop_back();
  return digest == digest_of(whole) ? std::optional{whole} : std::nullopt;
}

} // namespace kiosk::fleet
