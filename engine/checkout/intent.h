#pragma once
// What a person at the screen can ask of the engine. Plain data, no secrets: card numbers, codes, passwords and PINs travel
// beside them in SecretBuffers (gate.h) and are never part of an event.
#include "engine/base/language.h"
#include "engine/cart/cart.h"
#include "engine/ports/store.h"
#include "engine/sale/kinds.h"
#include <cstdint>
#include <string>
#include <variant>

namespace engine {

namespace intent {

// A table, a row for each.
// clang-format off
struct Start {};                                   ///< any touch on attract
struct SetLanguage { Language language; };
struct Scan { std::string raw; };                  ///< one read of a scanner, also from the keyboard wedge
struct AddProduct { ProductId product = 0; };
struct SetQuantity { LineId line = 0; Quantity quantity; };
struct RemoveLine { LineId line = 0; };
struct UndoRemove {};
struct Checkout {};                                ///< cart -> how to get it
struct Back {};                                    ///< one step back, where money has not moved
struct Cancel {};                                  ///< leave; may raise a question (View::question)
struct Answer { bool yes = false; };               ///< to View::question
struct ChooseDelivery { DeliveryType type = DeliveryType::pickup; std::optional<std::size_t> district; };
struct DeliveryNext {};
struct SubmitReceiver { std::string first_name, last_name, phone, address; };
struct SignIn { std::string phone; };              ///< with the password as the secret
struct SignOut {};
struct UseCashback { bool use = false; };
struct ChooseMethod { Method method = Method::card; }; ///< places the order (after a price check) and goes on to pay
struct AcceptPriceChanges {};
struct SubmitCard {};                              ///< with the card as the secret
struct ResendCode {};
struct SubmitCode {};                              ///< with the SMS code as the secret
struct AcceptOverpay {};                           ///< the note goes in, the rest becomes a voucher
struct ReturnNote {};
struct Finish {};                                  ///< done / failed -> attract
struct IdleEnded {};                               ///< nobody answered the idle question
struct LookUpOrder { std::string order_number; std::string phone_last_four; }; ///< phone empty when the slip was scanned
struct LeaveOrderStatus {};
struct CallStaff {};
struct StaffLogin {};                              ///< with the PIN as the secret
struct StaffLogout {};
struct StaffApproveAge { bool approved = false; };
struct StaffOpenShift {};
struct StaffCloseShift {};
struct StaffXReport {};
struct StaffTestPage {};
struct StaffPrintLast {};
struct StaffFindSale { std::string number; };      ///< order number, receipt number or sale number
struct StaffRefund {
  std::int64_t sale = 0;
  struct Line { std::size_t line = 0; Quantity quantity; std::vector<std::string> labels{}; }; ///< labels: which pieces of a marked line; empty: all that are left
  std::vector<Line> lines;
  std::string reason;
  std::string reversal_reference;                  ///< card sales registered here only (rules R28)
};
struct StaffSettle { std::string item; std::string check_number; std::string reason; }; ///< item: OpenItem::id
struct StaffEncash { std::string seal_number; };
struct StaffRetryQueue {};
struct StaffPrintAct { std::int64_t number = 0; };  ///< a collection act once more, as a copy
struct StaffPrintReport { std::int64_t first = 0; }; ///< a Z report that did not come out, as a copy; first: the job that should have printed it
struct StaffPrintPayout { std::string item; };     ///< the slip of a claim or voucher that never came out; item: OpenItem::id
struct StaffPrintRefund { std::int64_t sale = 0, number = 0; }; ///< a registered refund's slip once more, as a copy
// clang-format on

} // namespace intent

using Intent =
    std::variant<intent::Start, intent::SetLanguage, intent::Scan, intent::AddProduct, intent::SetQuantity, intent::RemoveLine,
                 intent::UndoRemove, intent::Checkout, intent::Back, intent::Cancel, intent::Answer, intent::ChooseDelivery,
                 intent::DeliveryNext, intent::SubmitReceiver, intent::SignIn, intent::SignOut, intent::UseCashback, intent::ChooseMethod,
                 intent::AcceptPriceChanges, intent::SubmitCard, intent::ResendCode, intent::SubmitCode, intent::AcceptOverpay,
                 intent::ReturnNote, intent::Finish, intent::IdleEnded, intent::LookUpOrder, intent::LeaveOrderStatus, intent::CallStaff,
                 intent::StaffLogin, intent::StaffLogout, intent::StaffApproveAge, intent::StaffOpenShift, intent::StaffCloseShift,
                 intent::StaffXReport, intent::StaffTestPage, intent::StaffPrintLast, intent::StaffFindSale, intent::StaffRefund,
                 intent::StaffSettle, intent::StaffEncash, intent::StaffRetryQueue, intent::StaffPrintAct, intent::StaffPrintRefund,
                 intent::StaffPrintReport, intent::StaffPrintPayout>;

} // namespace engine
