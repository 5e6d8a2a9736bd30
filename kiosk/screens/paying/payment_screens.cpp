#include "kiosk/screens/paying/payment_screens.h"
#include "kiosk/screens/paying/card.h"
#include "kiosk/screens/paying/cash.h"
#include "kiosk/screens/paying/done.h"
#include "kiosk/screens/paying/failed.h"
#include "kiosk/screens/paying/processing.h"
#include "kiosk/screens/paying/sms.h"

namespace kiosk {

Screens make_payment_screens(const std::string& support_phone) {
  Screens screens;
  screens.push_back(std::make_unique<CardScreen>());
  screens.push_back(std::make_unique<SmsScreen>());
  screens.push_back(std::make_unique<CashScreen>());
  screens.push_back(std::make_unique<ProcessingScreen>());
  screens.push_back(std::make_unique<DoneScreen>());
  screens.push_back(std::make_unique<FailedScreen>(support_phone));
  return screens;
}

} // namespace kiosk
