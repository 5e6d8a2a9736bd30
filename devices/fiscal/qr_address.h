#pragma once
// The address in a fiscal receipt's QR says the same as the fields beside it: terminal, number, time and sign
// (devices/fiscal/PROTOCOL.md section 3). HTTP over a serial line carries no checksum, so the two are held against each other
// before a customer is shown either. Threading: pure functions.
#include "engine/ports/fiscal.h"
#include <string_view>

namespace devices::fiscal {

enum class QrAddress {
  agrees,      ///< a known page with the values of the fields: address and fields prove each other
  contradicts, ///< address or fields are damaged, or the module means something unknown by the address
  other_shape, ///< an unknown page, or an address without the four values: nothing can be compared
};
/// Compares address and fields of an answer whose sign was read. An empty address beside a sign contradicts the sign.
[[nodiscard]] QrAddress check_qr_address(const engine::FiscalSign& sign);

} // namespace devices::fiscal
