#pragma once
// What goes wrong on command in the simulated fiscal module. Counts say for how many requests; switches stay
// until turned off.
#include <boost/json/object.hpp>
#include <chrono>
#include <optional>
#include <string>

namespace devices::sim {

struct FiscalFaults {
  bool down = false;
  int no_answer_after = 0;   ///< executes, then ends the line without an answer
  int no_answer_before = 0;  ///< ends the line without executing
  int silent_after = 0;      ///< executes, then says nothing and keeps the line
  int garbage = 0;           ///< executes, then answers with bytes that are no HTTP
  int late = 0;              ///< executes, answers only together with the next request's answer (serial lines)
  int misread = 0;           ///< reads one digit of the receipt's number or sums as the next one (serial lines)
  std::string misread_field; ///< number, received_cash or received_card; empty: number
  std::string path;          ///< the requests that the counts above mean; empty: registering requests
  std::chrono::milliseconds slow{0};
  struct Error {
    int times = 0;
    std::string path;
    std::int64_t code = 0;
    std::string message;
    std::string data;
  } error;
  bool printer_broken = false;
  bool registers_when_broken = false; ///< error 101 although the receipt was registered
  bool memory_full = false;
  bool not_initialised = false;
  bool drop_length_header = false;
  bool chunked = false;
  bool noise = false; ///< bytes of a boot message before each answer (serial lines)
  bool no_last = false;
  bool offline = false; ///< receipts stay unsent; refunds cannot be checked
  std::int64_t clock_skew_s = 0;
};

} // namespace devices::sim
