#pragma once
// Wiping what personal data leaves behind in memory that nobody frees. Threading: any; each thread has a stack of its own.

#include <string>

namespace engine {

/// Empty afterwards, and nothing of it is left in its place.
void wipe(std::string& text);

/// Fills with zeros what the calls below this one left on the stack of this thread, 128 KiB deep: a short text lies in the object that holds it, and
/// objects lie in the frames of calls that have ended. Not for a thread with a small stack.
void wipe_stack_below();

} // namespace engine
