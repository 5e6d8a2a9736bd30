#pragma once
// The configuration file while `kiosk --setup` fills it: keys by their full names. Other keys of an existing file are kept; comments are not. Only
// engine/config decides whether a value is good: faults_of() asks it. Threading: plain values.
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kiosk {

class SetupFile {
public:
  /// The keys of an existing file; empty without a file, and for a file that is no TOML (then `unreadable()`).
  explicit SetupFile(std::filesystem::path file);
  ~SetupFile();
  SetupFile(const SetupFile&) = delete;
  SetupFile& operator=(const SetupFile&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return file_; }
  [[nodiscard]] bool unreadable() const { return unreadable_; }
  /// The value as a person types it, of a key such as "store.phone".
  [[nodiscard]] std::optional<std::string> get(std::string_view key) const;
  void set(std::string_view key, std::string_view value);
  void set(std::string_view key, std::int64_t value);
  void set_degrees(std::string_view key, double value);
  void remove(std::string_view key); ///< a key, or a whole section
  /// The faults that engine/config finds in this key, a line each; empty: none.
  [[nodiscard]] std::vector<std::string> faults_of(std::string_view key) const;
  /// TOML, with a line that says where it comes from.
  [[nodiscard]] std::string text() const;

private:
  struct Table;
  std::filesystem::path file_;
  std::unique_ptr<Table> table_;
  bool unreadable_ = false;
};

/// A TOML string, quoted.
std::string toml_quoted(std::string_view text);

/// Replaces a file as a whole or not at all: written beside it, synced, renamed. Written by root, where there is a user `kiosk`: a secret belongs to
/// that user and to nobody else (0600); any other file belongs to root, and that user may read it (0640). Throws std::runtime_error that names the file.
void put_file(const std::filesystem::path& file, std::string_view text, bool secret);

} // namespace kiosk
