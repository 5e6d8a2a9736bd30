// journal.checkpoint: any bytes as the file, and the state inside it changed byte by byte behind a check that holds. Nothing, or what
// was written; never something else, and no crash.
//
// The input: a byte that says how many places are changed, two bytes of place and one of value for each, then journal rows (row_text.h)
// whose ledger is the state; with 255 in front, the file itself.
#include "engine/base/log.h"
#include "engine/journal/checkpoint_file.h"
#include "engine/ledger/ledger_codec.h"
#include "tests/fuzz/row_text.h"
#include "tests/fuzz/temporary_file.h"

using namespace engine;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  spdlog::set_level(spdlog::level::off);
  static const fuzz::TemporaryFile file{"journal.checkpoint"};
  if (size == 0) return 0;
  fuzz::Script script{data, size};
  const auto changes = script.byte();
  if (changes == 255) {
    const auto text = fuzz::text_of(data + 1, size - 1);
    file.write(text);
    if (const auto read = read_checkpoint(file.path())) {
      fuzz::require(text.ends_with(read->state), "the state stands in the file");
      fuzz::require(write_checkpoint(file.path(), read->head, read->format, read->state), "it can be written");
      fuzz::require(file.read() == text, "what was read is written as it stood there");
    }
    return 0;
  }
  std::vector<std::pair<std::size_t, std::uint8_t>> edits;
  for (int i = 0; i < changes % 16; ++i) {
    const auto place = static_cast<std::size_t>(script.byte()) << 8 | script.byte();
    edits.emplace_back(place, script.byte());
  }
  const auto rest = script.bytes(size);
  Ledger ledger;
  try {
    fuzz::FixedJournal journal{fuzz::rows_of(fuzz::text_of(rest.data(), rest.size()))};
    ledger = recover(journal).ledger;
  } catch (const JournalError&) {
    return 0;
  }
  auto state = encode_ledger(ledger);
  for (const auto& [place, value] : edits)
    if (!state.empty()) state[place % state.size()] = static_cast<char>(value);
  const JournalPort::Head head{.seq = 7, .hash = {}};
  fuzz::require(write_checkpoint(file.path(), head, ledger_format(), state), "it can be written");
  const auto read = read_checkpoint(file.path());
  fuzz::require(read && read->state == state && read->format == ledger_format() && read->head.seq == 7, "the file is whole");
  if (const auto decoded = decode_ledger(read->state))
    fuzz::require(encode_ledger(*decoded) == state, "bytes that are accepted are those of this ledger");
  return 0;
}
