#pragma once
// A slip as the bytes of one ESC/POS job, without the final completion request (the session adds it). Facts:
// devices/printer/PROTOCOL.md.
//
// Promises: no '?' that is not in the text; one code page for a line, else the whole line as a picture; no
// sequence inside a picture that a printer could take for a real-time command. Threading: one thread at a
// time (it uses the renderer's fonts).
#include "devices/printer/line_renderer.h"
#include "devices/printer/printer_profile.h"
#include "devices/printer/slip_layout.h"
#include <cstddef>

namespace devices::printer {

struct EncodedSlip {
  std::vector<std::uint8_t> bytes;
  /// Offsets at which another command (a status request) may be put between, ascending; the last is
  /// bytes.size().
  std::vector<std::size_t> breaks;
  int text_lines = 0;  ///< sent as text
  int drawn_lines = 0; ///< of the grid, sent as pictures because no code page holds them
  int paper_dots = 0;  ///< length of the paper
};

/// Select, ESC @, the body, cut, presentation.
EncodedSlip encode_slip(const engine::Slip& slip, const PrinterProfile& profile, LineRenderer& renderer);
/// After a torn receipt: ESC @, cut, and out of the presenter.
EncodedSlip encode_torn_off(const PrinterProfile& profile);

/// Whether the three bytes would be taken for a real-time command (DLE EOT, DLE ENQ, DLE DC4).
bool is_real_time(std::uint8_t first, std::uint8_t second, std::uint8_t third);
/// Changes single dots so that no real-time sequence is left. Returns how many dots were changed.
int defuse_real_time(std::vector<std::uint8_t>& raster);

} // namespace devices::printer
