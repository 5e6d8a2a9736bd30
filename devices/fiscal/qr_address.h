#pragma once
// The address in a fiscal receipt's QR says the same as the fields beside it: terminal, number, time and sign
// (devices/fiscal/PROTOCOL.md section 3). HTTP over a serial line carries no checksum, so the two are held against each other
// before a customer is shown either. Threading: pure functions.
#include "engine/ports/fiscal.h"
#include <string_view>

namespace devices::fiscal {

enum class QrAddress {
  agrees,      ///< a known page, and it says what the fields say: the two prove each other
  contradicts, ///< one of the two is damaged, or the module means something by it that we do not know
  other_shape, ///< a page that we do not know, or none of the four in it: nothing to hold its letters against
};
/// Of an answer whose sign was read. An empty address beside a sign contradicts it.
[[nodiscard]] QrAddress check_qr_address(const engine::FiscalSign& sign);

} // namespace devices::fiscal
