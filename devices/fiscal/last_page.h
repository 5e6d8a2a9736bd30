#pragma once
// Whether the module has the page /order/last/ (edition 2023 has none). No answer announces the page, and over a serial line one answer
// proves little: a byte changed in the path asks for a page that no module has, and a module may meet a missing page with silence. So the
// page is known by its answers, and a missing page is looked for again (devices/fiscal/PROTOCOL.md section 6). Threading: one thread at a
// time; no clock.
#include "engine/base/time.h"
#include <optional>

namespace devices::fiscal {

class LastPage {
public:
  /// `noisy`: a serial line, where "no such page" counts when it was said twice running.
  explicit LastPage(bool noisy) : noisy_(noisy) {}

  /// False: the page is missing, and it is too early to look for it again.
  [[nodiscard]] bool worth_asking(engine::Instant now) const { return !again_at_ || now >= *again_at_; }
  /// The page told a receipt in this session. So it exists, and a silence is the line's.
  [[nodiscard]] bool was_read() const { return was_read_; }

  // The answers to a question for the page.
  void told_receipt();
  void told_nothing(); ///< an answer that neither tells a receipt nor says that the page is missing
  /// HTTP 404. `at_once`: with a whole answer, so that asking again costs no customer's time.
  void missing(engine::Instant now, bool at_once);
  void silent(); ///< no answer; counts as soon as the module has answered another request

  void module_answered(engine::Instant now); ///< the module answered another request
  void line_opened();                        ///< the line was opened, or the module is back; it may be another module
  void module_changed();                     ///< /info/ names another version

private:
  void said(engine::Instant now, bool at_once);

  bool noisy_;
  bool was_read_ = false;
  bool silent_ = false; ///< the last question had no answer, and the module said nothing since
  bool cheap_ = true;   ///< the last "missing" cost no time
  int said_ = 0;        ///< how often in a row the page was missing
  std::optional<engine::Instant> again_at_;
};

} // namespace devices::fiscal
