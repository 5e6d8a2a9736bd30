#pragma once
// The differences between receipt printers, as data. generic-80mm (devices/printer/PROTOCOL.md section 8) is in the program;
// the others stand in assets/config/printers.toml, each as its differences from a base profile. Sources of
// the values: devices/printer/PROTOCOL.md. Threading: plain values.
#include "devices/printer/code_pages.h"
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

namespace devices::printer {

enum class TextMode {
  automatic, ///< a line that a code page holds is sent as text, any other as a picture on the same 12 x 24
             ///< grid
  raster,    ///< all text is drawn in Noto Sans
};
enum class FlowControl {
  none,
  xon_xoff, ///< obeyed by the session, so that status can still be asked for while data wait
  hardware, ///< obeyed by the port (RTS/CTS)
};
enum class Completion {
  gs_r,       ///< GS r 1 at the end of the job, answered in order
  process_id, ///< GS ( H: answered when the bytes before it are on paper
};

/// Bits of the answers to DLE EOT 1 to 4; 0 where the printer has no such bit.
struct StatusDialect {
  std::uint8_t offline = 0x08;         ///< n = 1
  std::uint8_t cover_open = 0x04;      ///< n = 2
  std::uint8_t paper_stop = 0x20;      ///< n = 2
  std::uint8_t error = 0x40;           ///< n = 2
  std::uint8_t presenter_error = 0x00; ///< n = 3
  std::uint8_t cutter = 0x08;          ///< n = 3
  std::uint8_t unrecoverable = 0x20;   ///< n = 3
  std::uint8_t head_hot = 0x40;        ///< n = 3
  std::uint8_t near_end = 0x0C;        ///< n = 4
  std::uint8_t paper_end = 0x60;       ///< n = 4
  std::uint8_t ticket = 0x00;          ///< n = 4, paper in the presenter
  bool full_status = false;            ///< 10 04 14 gives six bytes (Custom, KPM, PTI)
  friend bool operator==(const StatusDialect&, const StatusDialect&) = default;
};

struct PageNumber {
  CodePage page = CodePage::cp866;
  std::uint8_t number = 17; ///< n of ESC t n
  friend bool operator==(const PageNumber&, const PageNumber&) = default;
};

struct PrinterProfile {
  std::string name;
  int width_dots = 576;
  int dots_per_inch = 203;
  int columns = 48;           ///< of font A (12 dots each)
  int feed_units_per_dot = 1; ///< of ESC J and ESC 3
  int band_rows = 48;         ///< of one GS v 0, 24 to 128
  int tail_dots = 96;         ///< from the print line to the knife, fed before a cut that does not feed by itself
  TextMode text = TextMode::automatic;
  std::vector<PageNumber> pages;     ///< in order of preference
  std::vector<std::uint8_t> cut;     ///< at the start of a line
  std::vector<std::uint8_t> present; ///< after the cut; empty: no presenter
  std::vector<std::uint8_t> eject;   ///< pushes out the paper in the presenter
  std::vector<std::uint8_t> retract; ///< takes back a ticket that was left there; empty: the printer cannot
  bool retract_left_tickets = false; ///< the next job retracts a ticket that was not taken, or ejects it
  std::vector<std::uint8_t>
      clear_buffer; ///< empties the buffer off-line; empty: there is none, ESC @ is sent when the printer is on-line again
  StatusDialect status;
  FlowControl flow = FlowControl::xon_xoff;
  Completion completion = Completion::gs_r;
  int chunk_bytes = 96; ///< bytes written at once; a printer must still take so many after its XOFF (devices/printer/PROTOCOL.md section 6)
  int slowest_dots_per_second = 400; ///< printing speed, for the time-out of a job

  [[nodiscard]] int dots_of_mm(int mm) const { return (mm * dots_per_inch * 10 + 253) / 254; } ///< rounded up
  friend bool operator==(const PrinterProfile&, const PrinterProfile&) = default;
};

PrinterProfile generic_80mm();

using Profiles = std::map<std::string, PrinterProfile, std::less<>>;
/// generic-80mm and all profiles of the file. The error names the file, the profile and the key; unknown keys
/// are errors.
tl::expected<Profiles, std::string> load_profiles(const std::filesystem::path& file);
tl::expected<Profiles, std::string> parse_profiles(std::string_view toml, const std::string& source_name);

} // namespace devices::printer
