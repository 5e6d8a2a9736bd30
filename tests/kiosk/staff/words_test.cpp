#include "engine/sale/abandoned.h"
#include "kiosk/screens/shopping/order_status.h"
#include "kiosk/staff/staff_parts.h"
#include "kiosk/words/gettext_words.h"

#include <gtest/gtest.h>

namespace {

using engine::Language;
constexpr Language translated[] = {Language::kaa, Language::uz, Language::ru};

TEST(StaffWords, EachReasonOfAGivenUpOrderIsSaidInTheStaffsLanguages) {
  const kiosk::GettextWords words;
  for (const auto reason : engine::abandoned::all) {
    EXPECT_EQ(kiosk::abandoned_words(words, Language::en, reason), reason);
    for (const auto language : translated) EXPECT_NE(kiosk::abandoned_words(words, language, reason), reason) << reason;
  }
  EXPECT_EQ(kiosk::abandoned_words(words, Language::ru, "what an older version wrote"), "what an older version wrote");
}

TEST(OrderStatusWords, KnownStatusesAreOursInAnyCaseAndUnknownOnesAreAsSent) {
  const kiosk::GettextWords words;
  using kiosk::order_status_words;
  EXPECT_EQ(order_status_words(words, Language::en, "Ожидает подтверждения"), "Waiting to be confirmed");
  EXPECT_EQ(order_status_words(words, Language::en, "В ОБРАБОТКЕ"), "Being prepared");
  EXPECT_EQ(order_status_words(words, Language::en, "завершен"), "Completed");
  EXPECT_EQ(order_status_words(words, Language::en, "Завершён"), "Completed");
  EXPECT_EQ(order_status_words(words, Language::en, "отменен"), "Cancelled");
  for (const auto language : translated)
    EXPECT_NE(order_status_words(words, language, "Отменён"), "Cancelled") << engine::language_code(language);
  for (const auto* other : {"Передан курьеру", "завершен частично", "", "done"})
    EXPECT_EQ(order_status_words(words, Language::kaa, other), other);
}

} // namespace
