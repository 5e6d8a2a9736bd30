#include "kiosk/screens/shopping_screens.h"
#include "kiosk/screens/attract.h"
#include "kiosk/screens/cart.h"
#include "kiosk/screens/catalog.h"
#include "kiosk/screens/delivery.h"
#include "kiosk/screens/order_status.h"
#include "kiosk/screens/payment.h"
#include "kiosk/screens/product.h"
#include "kiosk/screens/receiver.h"
#include "kiosk/screens/sheets.h"
#include "kiosk/screens/sign_in.h"

namespace kiosk {

Screens make_shopping_screens(const ShoppingOptions& options) {
  Screens screens;
  screens.push_back(std::make_unique<AttractScreen>(options.languages));
  screens.push_back(std::make_unique<OutOfServiceScreen>(options.support_phone, options.not_set_up));
  screens.push_back(std::make_unique<OrderStatusScreen>());
  screens.push_back(std::make_unique<CatalogScreen>());
  screens.push_back(std::make_unique<ProductScreen>());
  screens.push_back(std::make_unique<CartScreen>());
  screens.push_back(std::make_unique<DeliveryScreen>());
  screens.push_back(std::make_unique<ReceiverScreen>());
  screens.push_back(std::make_unique<SignInScreen>());
  screens.push_back(std::make_unique<PaymentScreen>());
  screens.push_back(std::make_unique<PriceChangesSheet>());
  screens.push_back(std::make_unique<QuestionSheet>());
  screens.push_back(std::make_unique<IdleSheet>());
  screens.push_back(std::make_unique<HelpSheet>(options.support_phone));
  screens.push_back(std::make_unique<AccessibilitySheet>(options.voice));
  return screens;
}

} // namespace kiosk
