#pragma once
// Whether the module has /order/last/ (edition 2023 has none). Nothing announces it, and over a serial line one answer proves
// little: a byte changed in the path asks for a page that no module has, and a page that is missing may also be met with silence.
// So it is known from how it answers, and never for ever (devices/fiscal/PROTOCOL.md section 6). Threading: one thread at a time; no clock.
#include "engine/base/time.h"
#include <optional>

namespace devices::fiscal {

class LastPage {
public:
  /// `noisy`: a serial line, where "no such page" counts when it was said twice running.
  explicit LastPage(bool noisy) : noisy_(noisy) {}

  /// False: it is missing, and it is too early to look again.
  [[nodiscard]] bool worth_asking(engine::Instant now) const { return !again_at_ || now >= *again_at_; }
  /// It told a receipt in this session: it is there, and its silence is the line's.
  [[nodiscard]] bool was_read() const { return was_read_; }

  // What asking it brought.
  void told_receipt();
  void told_nothing(); ///< some answer, that it is missing not among them
  /// HTTP 404. `at_once`: with a whole answer, so that asking again costs no customer's time.
  void missing(engine::Instant now, bool at_once);
  void silent(); ///< counts as soon as the module has answered something else

  void module_answered(engine::Instant now); ///< something else than this page
  void line_opened();                        ///< or the module is back: perhaps another one
  void module_changed();                     ///< /info/ names another version

private:
  void said(engine::Instant now, bool at_once);

  bool noisy_;
  bool was_read_ = false;
  bool silent_ = false; ///< the last question had no answer, and nothing was heard since
  bool cheap_ = true;   ///< the last "missing" cost no time
  int said_ = 0;        ///< how often running it was missing
  std::optional<engine::Instant> again_at_;
};

} // namespace devices::fiscal
