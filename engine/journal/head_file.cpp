#include "engine/journal/head_file.h"

#include "engine/journal/event_chain.h"

#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

namespace engine {
namespace {

constexpr std::size_t slot_size = 512;
constexpr std::string_view magic = "kiosk-journal-head 1 ";

[[noreturn]] void fail(const std::filesystem::path& file, const char* what) {
  throw JournalError(fmt::format("{}: {}: {}", file.string(), what, std::strerror(errno)));
}

class Descriptor {
public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  [[nodiscard]] int get() const { return fd_; }

private:
  int fd_;
};

bool write_all(int fd, std::string_view bytes, off_t offset) {
  while (!bytes.empty()) {
    const auto written = ::pwrite(fd, bytes.data(), bytes.size(), offset);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
    offset += written;
  }
  return true;
}

/// Valid only when it is, byte for byte, what format_head_slot() writes: any damage to a slot is noticed.
std::optional<JournalPort::Head> parse_slot(std::string_view slot) {
  if (!slot.starts_with(magic)) return std::nullopt;
  const auto rest = slot.substr(magic.size());
  const auto space = rest.find(' ');
  if (space == std::string_view::npos || rest.size() < space + 65) return std::nullopt;
  JournalPort::Head head;
  const auto [end, error] = std::from_chars(rest.data(), rest.data() + space, head.seq);
  if (error != std::errc{} || end != rest.data() + space || head.seq < 0) return std::nullopt;
  const auto hash = digest_from_hex(rest.substr(space + 1, 64));
  if (!hash) return std::nullopt;
  head.hash = *hash;
  if (format_head_slot(head) != slot) return std::nullopt;
  return head;
}

struct Slots {
  std::array<std::optional<JournalPort::Head>, 2> heads;
  /// Which slot counts; nothing when neither is valid.
  [[nodiscard]] std::optional<std::size_t> newest() const {
    if (!heads[0] && !heads[1]) return std::nullopt;
    if (!heads[0]) return 1;
    if (!heads[1]) return 0;
    return heads[1]->seq > heads[0]->seq ? 1 : 0;
  }
};

Slots read_slots(int fd, const std::filesystem::path& file) {
  std::string text(2 * slot_size, '\0');
  std::size_t have = 0;
  while (have < text.size()) {
    const auto got = ::pread(fd, text.data() + have, text.size() - have, static_cast<off_t>(have));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) fail(file, "cannot be read");
    if (got == 0) break;
    have += static_cast<std::size_t>(got);
  }
  const std::string_view view = text;
  return {{parse_slot(view.substr(0, slot_size)), parse_slot(view.substr(slot_size))}};
}

} // namespace

std::string format_head_slot(const JournalPort::Head& head) {
  auto line = fmt::format("{}{} {}", magic, head.seq, to_hex(head.hash));
  Sha256 check;
  check.update(line);
  line += ' ';
  line += to_hex(check.finish());
  line.resize(slot_size - 1, ' ');
  line += '\n';
  return line;
}

HeadFile::~HeadFile() {
  if (fd_ >= 0) ::close(fd_);
}

std::optional<JournalPort::Head> HeadFile::read(const std::filesystem::path& file) {
  const Descriptor fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  if (fd.get() < 0) {
    if (errno == ENOENT) return std::nullopt;
    fail(file, "cannot be opened");
  }
  const auto slots = read_slots(fd.get(), file);
  const auto newest = slots.newest();
  if (!newest) throw JournalError(fmt::format("{}: both slots are damaged: rows may be missing unnoticed", file.string()));
  return slots.heads[*newest];
}

void HeadFile::create(const std::filesystem::path& file) {
  const auto slot = format_head_slot({});
  // Under another name first: a crash in between must not leave a head file without a valid slot.
  auto draft = file;
  draft += ".new";
  {
    const Descriptor fd(::open(draft.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
    if (fd.get() < 0) fail(draft, "cannot be created");
    if (!write_all(fd.get(), slot + slot, 0) || ::fsync(fd.get()) != 0) fail(draft, "cannot be written");
  }
  if (::rename(draft.c_str(), file.c_str()) != 0) fail(file, "cannot be created");
  const Descriptor folder(::open(file.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (folder.get() < 0 || ::fsync(folder.get()) != 0) fail(file.parent_path(), "cannot be synced");
}

void HeadFile::open(const std::filesystem::path& file) {
  fd_ = ::open(file.c_str(), O_RDWR | O_CLOEXEC);
  if (fd_ < 0) fail(file, "cannot be opened for writing");
  next_slot_ = read_slots(fd_, file).newest().value_or(1) == 0 ? 1 : 0;
}

void HeadFile::write(const JournalPort::Head& head) {
  if (!write_all(fd_, format_head_slot(head), static_cast<off_t>(slot_size) * next_slot_))
    throw JournalError(fmt::format("journal.head cannot be written: {}", std::strerror(errno)));
  next_slot_ = 1 - next_slot_;
}

} // namespace engine
