#pragma once
// The ledger as bytes, for the checkpoint that spares a start the folding of years (engine/ports/journal.h). Never the truth: the
// journal is. Any fault of the bytes, or of the program that wrote them, leads to folding the whole journal.
//
// Bytes: the members in the order of their description, integers as zigzag varints, texts and containers with their count before
// them. There is no versioning: ledger_format() names the layout and the code that folds, and other bytes are not read.
// Pure.
#include "engine/ledger/ledger.h"

namespace engine {

/// Changes with every type that the ledger holds and with the sources that fold records into it.
const std::string& ledger_format();
std::string encode_ledger(const Ledger& ledger);
/// Nothing when the bytes are not, to the last one, what encode_ledger() writes.
std::optional<Ledger> decode_ledger(std::string_view bytes);

} // namespace engine
