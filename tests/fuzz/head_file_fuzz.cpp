// journal.head with any bytes in it: a head that is read stands, whole, in one of the two slots, and the newer of them; anything else is
// refused with words. A head that is written afterwards is read back, and one write leaves the other slot alone.
#include "engine/journal/head_file.h"
#include "tests/fuzz/temporary_file.h"

namespace {

using engine::HeadFile;
constexpr std::size_t slot = 512;

std::optional<engine::JournalPort::Head> read(const std::filesystem::path& path) {
  try {
    return HeadFile::read(path);
  } catch (const engine::JournalError& e) {
    fuzz::require(std::string_view{e.what()}.find("journal.head") != std::string_view::npos, "a refusal names the file");
    return std::nullopt;
  }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const fuzz::TemporaryFile file{"journal.head"};
  const auto text = fuzz::text_of(data, size);
  file.write(text);
  const auto head = read(file.path());
  if (!head) return 0;
  const auto written = engine::format_head_slot(*head);
  const bool first = text.substr(0, slot) == written;
  fuzz::require(first || (text.size() >= 2 * slot && text.substr(slot, slot) == written), "what is read stands in a slot");

  HeadFile open;
  open.open(file.path());
  auto next = *head;
  if (next.seq == std::numeric_limits<std::int64_t>::max()) return 0;
  ++next.seq;
  next.hash[0] ^= 1;
  open.write(next);
  const auto again = read(file.path());
  fuzz::require(again && again->seq == next.seq && again->hash == next.hash, "what was written is read back");
  fuzz::require(file.read().find(written) != std::string::npos, "the last head but one is still there");
  return 0;
}
