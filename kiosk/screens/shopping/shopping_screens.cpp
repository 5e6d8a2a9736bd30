#include "kiosk/screens/shopping/shopping_screens.h"
#include "kiosk/screens/paying/payment.h"
#include "kiosk/screens/sheets/sheets.h"
#include "kiosk/screens/shopping/attract.h"
#include "kiosk/screens/shopping/cart.h"
#include "kiosk/screens/shopping/catalog.h"
#include "kiosk/screens/shopping/delivery.h"
#include "kiosk/screens/shopping/order_status.h"
#include "kiosk/screens/shopping/product.h"
#include "kiosk/screens/shopping/receiver.h"
#include "kiosk/screens/shopping/sign_in.h"

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
