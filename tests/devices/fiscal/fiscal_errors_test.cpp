// Every code of devices/fiscal/PROTOCOL.md sections 7.2 to 7.5 is named and has an action; names win over
// numbers.
#include "devices/fiscal/fiscal_errors.h"
#include <gtest/gtest.h>
#include <set>

using namespace devices::fiscal;
using enum ErrorAction;

TEST(FiscalErrors, EveryCodeOfTheFactSheetHasANameATextAndAnAction) {
  struct Case {
    std::int64_t code;
    ErrorAction action;
  };
  const std::vector<Case> cases{{36864, none},
                                {36870, invalid},
                                {36871, invalid},
                                {36872, invalid},
                                {36873, invalid},
                                {36877, invalid},
                                {36878, invalid},
                                {36879, invalid},
                                {36886, memory_full},
                                {36888, wait_and_retry},
                                {36889, memory_full},
                                {36890, wrong_time},
                                {36891, wrong_time},
                                {36892, service},
                                {36893, service},
                                {36894, service},
                                {36895, service},
                                {36896, invalid},
                                {36897, wait_and_retry},
                                {36898, memory_full},
                                {36899, wrong_time},
                                {36900, wrong_time},
                                {36902, invalid},
                                {36903, blocked},
                                {36904, blocked},
                                {36905, service},
                                {36906, service},
                                {36907, shift_empty},
                                {36908, invalid},
                                {36909, open_shift},
                                {36910, wrong_time},
                                {36911, memory_full},
                                {36912, already_open},
                                {36913, refund_refused},
                                {36914, refund_refused},
                                {36915, refund_refused},
                                {36916, wait_and_retry},
                                {36917, service},
                                {65274, refund_refused},
                                {65275, refund_refused},
                                {65276, refund_refused},
                                {65277, refund_refused},
                                {65278, ask_before_retry},
                                {65279, blocked},
                                {65524, ask_before_retry},
                                {65525, service},
                                {65528, ask_before_retry},
                                {65529, ask_before_retry},
                                {65531, invalid},
                                {65532, invalid},
                                {65533, service},
                                {65534, ask_before_retry},
                                {65535, ask_before_retry},
                                {2, ask_before_retry},
                                {3, wrong_time},
                                {7, invalid},
                                {101, ask_before_retry},
                                {102, not_initialised},
                                {103, ask_before_retry},
                                {104, invalid},
                                {105, blocked},
                                {106, service},
                                {108, service},
                                {109, service},
                                {122, ask_before_retry},
                                {303, ask_before_retry},
                                {333, blocked},
                                {401, invalid},
                                {402, invalid},
                                {403, invalid},
                                {444, blocked},
                                {9326, open_shift},
                                {9327, already_open}};
  for (const auto& c : cases) {
    const auto& info = classify({c.code, "", ""});
    EXPECT_EQ(info.code, c.code);
    EXPECT_EQ(info.action, c.action) << c.code;
    EXPECT_FALSE(info.name.empty());
    EXPECT_FALSE(info.text.empty());
  }
  EXPECT_EQ(cases.size(), status_words().size()); // nothing in the table that this test does not know
}

TEST(FiscalErrors, NamesDecideBeforeNumbers) {
  struct Case {
    ModuleError error;
    std::string_view name;
    ErrorAction action;
  };
  for (const auto& c : {
           // the newer generation: its numbers mean other things in the older table
           Case{{103, "9030 - DATETIME_IS_IN_THE_PAST; failed to open zreport; failed to execute command", ""},
                "DATETIME_IS_IN_THE_PAST",
                wait_and_retry},
           Case{{122, "9023 - ZREPORT_IS_ALREADY_CLOSED; failed to register receipt; failed to execute command", ""},
                "ZREPORT_IS_ALREADY_CLOSED",
                open_shift},
           Case{{122, "9021 - ZREPORT_IS_NOT_OPENED; failed to register receipt", ""}, "ZREPORT_IS_NOT_OPENED", open_shift},
           Case{{103, "9022 - ZREPORT_IS_NOT_CLOSED; failed to open zreport", ""}, "ZREPORT_IS_NOT_CLOSED", already_open},
           Case{{103, "9032 - CANNOT_CLOSE_EMPTY_ZREPORT; failed to close zreport", ""}, "CANNOT_CLOSE_EMPTY_ZREPORT", shift_empty},
           Case{{122, "9035 - NOT_ENOUGH_SUM_FOR_REFUND; failed", ""}, "NOT_ENOUGH_SUM_FOR_REFUND", refund_refused},
           Case{{122, "9031 - SEND_ALL_RECEIPTS_FIRST; failed", ""}, "SEND_ALL_RECEIPTS_FIRST", memory_full},
           Case{{122, "90f1 - SOMETHING_ELSE; failed", ""}, "RECEIPTS_MEMORY_FULL", memory_full}, // by its digits
           Case{{103, "9030 - ", ""}, "DATETIME_IS_IN_THE_PAST", wait_and_retry},
           Case{{103, "something broke", ""}, "INTERNAL_ERROR", ask_before_retry},
           // the older generation, by name and by number
           Case{{36909, "ERROR_ZREPORT_IS_NOT_OPEN", ""}, "ZREPORT_IS_NOT_OPEN", open_shift},
           Case{{36912, "", ""}, "ZREPORT_IS_ALREADY_OPEN", already_open},
           Case{{103, "INTERNAL_ERROR", "ERROR_ZREPORT_IS_NOT_OPEN"}, "ZREPORT_IS_NOT_OPEN", open_shift},
           Case{{9327, "ZREPORT_ALREADY_OPEN", ""}, "ZREPORT_ALREADY_OPEN", already_open},
           Case{{9326, "ZREPORT_ALREADY_CLOSE", ""}, "ZREPORT_ALREADY_CLOSE", open_shift},
           // the box
           Case{{101, "Printer not working", ""}, "PRINTER_NOT_WORKING", ask_before_retry},
           Case{{102, "FISCAL_MODULE_NOT_INITIALIZED", ""}, "FISCAL_MODULE_NOT_INITIALIZED", not_initialised},
           Case{{65275, "not valid refund info", "refund info is not valid"}, "NOT_VALID_REFUND_INFO", refund_refused},
           Case{{104, "INVALID_ARGUMENT", "Invalid time, time should be before or equal to current time: 2023-09-19 10:00:00"},
                "INVALID_TIME",
                wrong_time},
           Case{{3, "Invalid time", ""}, "INVALID_TIME", wrong_time},
           Case{{104, "BILLING_ERROR", ""}, "BILLING_ERROR", blocked},
           Case{{104, "INVALID_ARGUMENT", "products"}, "INVALID_ARGUMENT", invalid},
           Case{{2, "Read timed out", ""}, "READ_TIMED_OUT", ask_before_retry},
           Case{{103, "INTERNAL_ERROR", "Read timed out"}, "READ_TIMED_OUT", ask_before_retry},
           Case{{777, "no idea", ""}, "UNKNOWN", ask_before_retry},
           Case{{0, "no idea", ""}, "UNKNOWN", ask_before_retry},
           Case{{0, "", ""}, "SUCCESS", none},
       }) {
    const auto& info = classify(c.error);
    EXPECT_EQ(info.name, c.name) << c.error.message;
    EXPECT_EQ(info.action, c.action) << c.error.message;
  }
}

TEST(FiscalErrors, EveryNewStatusWordIsFoundByItsMessage) {
  for (const auto& info : new_status_words()) {
    char message[120];
    snprintf(message, sizeof message, "%04llX - %s; failed to execute command", static_cast<unsigned long long>(info.code),
             std::string(info.name).c_str());
    const auto& found = classify({122, message, ""}); // a name that both tables know may come from either
    EXPECT_EQ(found.name, info.name) << message;
    EXPECT_EQ(found.action, info.action) << message;
  }
}

TEST(FiscalErrors, EveryOldNameIsFoundByItself) {
  for (const auto& info : status_words()) {
    if (info.name.size() < 12) continue;
    EXPECT_EQ(classify({1, "ERROR_" + std::string(info.name), ""}).action, info.action) << info.name;
  }
}

TEST(FiscalErrors, UzQrHasItsOwnTable_9_5) {
  for (const int code : {1001, 1002, 2001, 2002, 2003, 2004, 3001, 3002, 4001, 6001, 9001}) {
    ASSERT_NE(uzqr_error(code), nullptr) << code;
    EXPECT_FALSE(uzqr_error(code)->text.empty());
  }
  EXPECT_EQ(uzqr_error(1), nullptr);
}
