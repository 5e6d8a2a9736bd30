#include "engine/journal/checkpoint_file.h"

#include "engine/journal/event_chain.h"

#include <charconv>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

namespace engine {
namespace {

constexpr std::string_view magic = "kiosk-journal-checkpoint 1 ";

/// All of the file; empty when there is none.
std::string load(const std::filesystem::path& file) {
  std::string bytes;
  const int fd = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return bytes;
  struct stat about {};
  if (::fstat(fd, &about) == 0 && S_ISREG(about.st_mode)) bytes.resize(static_cast<std::size_t>(about.st_size));
  std::size_t have = 0;
  while (have < bytes.size()) {
    const auto got = ::read(fd, bytes.data() + have, bytes.size() - have);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    have += static_cast<std::size_t>(got);
  }
  bytes.resize(have);
  ::close(fd);
  return bytes;
}

std::string check_of(std::string_view line, std::string_view state) {
  Sha256 hash;
  hash.update(line).update("\n").update(state);
  return to_hex(hash.finish());
}

/// The next word of the line, and the rest behind it.
std::string_view word(std::string_view& rest) {
  const auto end = rest.find(' ');
  const auto found = rest.substr(0, end);
  rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
  return found;
}

template <class Number> bool read_number(std::string_view text, Number& n) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
  return error == std::errc{} && end == text.data() + text.size() && !text.empty();
}

} // namespace

std::optional<CheckpointFile> read_checkpoint(const std::filesystem::path& file) {
  auto bytes = load(file);
  const auto end = bytes.find('\n');
  if (end == std::string::npos || !bytes.starts_with(magic)) return std::nullopt;
  const auto line = std::string_view{bytes}.substr(0, end);
  auto rest = line.substr(magic.size());
  CheckpointFile found;
  std::size_t size = 0;
  const auto seq = word(rest), hash = word(rest), format = word(rest), length = word(rest), check = rest;
  const auto digest = digest_from_hex(hash);
  if (!read_number(seq, found.head.seq) || !digest || !read_number(length, size) || bytes.size() - end - 1 != size) return std::nullopt;
  const auto state = std::string_view{bytes}.substr(end + 1);
  if (check_of(line.substr(0, line.size() - check.size() - 1), state) != check) return std::nullopt;
  found.head.hash = *digest;
  found.format = format;
  found.state = bytes.erase(0, end + 1);
  return found;
}

bool write_checkpoint(const std::filesystem::path& file, const JournalPort::Head& head, std::string_view format, std::string_view state) {
  auto line = fmt::format("{}{} {} {} {}", magic, head.seq, to_hex(head.hash), format, state.size());
  line += fmt::format(" {}\n", check_of(line, state));
  auto draft = file;
  draft += ".new";
  const int fd = ::open(draft.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (fd < 0) return false;
  bool written = true;
  for (auto part : {std::string_view{line}, state})
    while (written && !part.empty()) {
      const auto n = ::write(fd, part.data(), part.size());
      if (n < 0 && errno == EINTR) continue;
      written = n > 0;
      if (written) part.remove_prefix(static_cast<std::size_t>(n));
    }
  ::close(fd);
  if (written && ::rename(draft.c_str(), file.c_str()) == 0) return true;
  ::unlink(draft.c_str()); // on a full disk it would keep the journal from its room
  return false;
}

void remove_checkpoint(const std::filesystem::path& file) { ::unlink(file.c_str()); }

} // namespace engine
