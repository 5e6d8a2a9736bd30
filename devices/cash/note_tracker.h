#pragma once
// Tells news from repetition. CCNET has no sequence numbers: the validator says an event again at every POLL
// until it gets an ACK, and says "escrow" for as long as a note is there. Threading: a plain value.
#include "devices/cash/ccnet_messages.h"
#include <optional>

namespace devices::ccnet {

class NoteTracker {
public:
  /// The note that was reported in escrow and has no outcome yet.
  struct OpenNote {
    std::uint8_t type = 0;
    std::int64_t denomination = 0; ///< so'm, by the table at the time of the escrow
  };

  /// False for a repetition: the same event was told already, and no other state was seen since.
  [[nodiscard]] bool is_news(PollAnswer answer) const { return told_ != answer; }
  /// This event was told. Called only after the handler has returned.
  void told(PollAnswer answer) { told_ = answer; }
  /// Takes every answer to a POLL, after told(). Any state other than the told one makes the next event news. BUSY
  /// says nothing. HOLDING and PAUSE (a second note is pushed in) continue ESCROW: the note is still the same.
  void saw(State state);

  void escrowed(OpenNote note);
  void outcome() { open_.reset(); }
  [[nodiscard]] const std::optional<OpenNote>& open() const { return open_; }

  /// The validator restarted, or may have restarted: the next outcome that it tells is a recovery.
  void power_up() { restarted_ = true; }
  /// A "stacked" now would not end an escrow that was reported since the last restart.
  [[nodiscard]] bool is_recovery() const { return restarted_ || !open_; }
  /// The validator is ready: it has told all outcomes of the past.
  void settled();

private:
  std::optional<PollAnswer> told_;
  std::optional<OpenNote> open_;
  bool restarted_ = true;
};

} // namespace devices::ccnet
