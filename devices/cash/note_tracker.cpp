#include "devices/cash/note_tracker.h"

namespace devices::ccnet {

void NoteTracker::saw(State state) {
  if (!told_ || state == told_->state || state == State::busy) return;
  if (told_->state == State::escrow && (state == State::holding || state == State::pause)) return;
  told_.reset();
}

void NoteTracker::escrowed(OpenNote note) {
  open_ = note;
  restarted_ = false;
}

void NoteTracker::settled() {
  open_.reset();
  restarted_ = false;
}

} // namespace devices::ccnet
