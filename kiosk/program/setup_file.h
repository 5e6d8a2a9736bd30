#pragma once
// The configuration file while `kiosk --setup` fills it: keys by their full names, whatever else stood in it is kept (comments are not). What a value may be is
// engine/config's affair alone: faults_of() asks it. Threading: plain values.
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kiosk {

class SetupFile {
public:
  /// Of a file that is there; empty when it is not, or is no TOML (then `unreadable()`).
  explicit SetupFile(std::filesystem::path file);
  ~SetupFile();
  SetupFile(const SetupFile&) = delete;
  SetupFile& operator=(const SetupFile&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return file_; }
  [[nodiscard]] bool unreadable() const { return unreadable_; }
  /// As a person types it; "store.phone".
  [[nodiscard]] std::optional<std::string> get(std::string_view key) const;
  void set(std::string_view key, std::string_view value);
  void set(std::string_view key, std::int64_t value);
  void set_degrees(std::string_view key, double value);
  void remove(std::string_view key); ///< a key, or a whole section
  /// What engine/config has against this key, a line each; empty: nothing.
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

/// Puts a file in the place of another, or nothing at all: written beside it, synced, renamed. For root it then belongs to the user `kiosk`, where there is one:
/// a secret is his alone (0600), any other file he may read (0640). Throws std::runtime_error that names the file.
void put_file(const std::filesystem::path& file, std::string_view text, bool secret);

} // namespace kiosk
