#pragma once
// From the card to the end of the sale: card, sms, cash, processing, done, failed.
#include "kiosk/screens/parts/screen.h"
#include <string>

namespace kiosk {

/// `support_phone`: digits, as configured (shop.support_phone); empty: none is named.
Screens make_payment_screens(const std::string& support_phone = {});

} // namespace kiosk
