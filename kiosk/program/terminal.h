#pragma once
// A person at a terminal: a question, an answer. On a pipe the same without the question's echo, for scripts. Threading: the main thread of a command.
#include "engine/base/secret.h"
#include <optional>
#include <string>
#include <string_view>

namespace kiosk {

/// One line, without blanks at its ends; nothing at the end of the input.
std::optional<std::string> ask(std::string_view prompt);
/// One line into locked memory, not shown on a terminal; nothing at the end of the input. A line is cut off at 1 KiB.
std::optional<engine::SecretBuffer> ask_secret(std::string_view prompt);

} // namespace kiosk
