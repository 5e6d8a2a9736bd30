#pragma once
// Texts that come from outside (the store, the fiscal module, a scanner, an old file): bounded, and without characters that steer instead of being read.
// Two kinds. Words are for people: tidy() mends them and cuts long ones. Identities name something at somebody else's (the number of an order, the
// token of a card): they are taken as they are or not at all, since half a name is another name.
//
// Goes, for it is never seen: control characters, marks that turn the direction of writing, joiners and other characters without width or
// ink, all but the first few of a pile of accents. Tabs and line breaks become a blank. What is not UTF-8 becomes U+FFFD.
// Pure; any bytes in, UTF-8 out.
#include <cstddef>
#include <string>
#include <string_view>

namespace engine {

/// At most `most_bytes`, the ellipsis of a cut included; cut between characters, never between a letter and its accent. Blanks at both ends
/// go. Tidying twice changes nothing.
std::string tidy(std::string_view text, std::size_t most_bytes);
/// Not empty, not longer, and with nothing in it that tidy() would take out or mend.
bool is_identity(std::string_view text, std::size_t most_bytes);
/// An identity of visible ASCII without blanks, fit for a header or an address of a request.
bool is_token(std::string_view text, std::size_t most_bytes);
/// Most of the text was mended, so it tells a reader nothing. (Another code page, read as UTF-8.)
bool is_garbled(std::string_view tidied);
/// The same bytes, with U+FFFD for each sequence that is not UTF-8.
std::string sound_utf8(std::string_view text);

} // namespace engine
