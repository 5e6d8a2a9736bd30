#pragma once
// HTTP around a FiscalModel, with the faults that happen on the wire. No I/O: request bytes in; bytes to
// write, when to write them and whether to end the line then, out. One per connection or serial line.
//
// Requests are read with Boost.Beast, so that the kiosk's own codec is checked against another.
// Threading: one thread. The model must outlive the wire.
#include "devices/simulators/fiscal/fiscal_model.h"
#include <memory>
#include <optional>
#include <span>

namespace devices::sim {

struct WireReply {
  std::string bytes;
  std::chrono::milliseconds delay{0};
  bool end_line = false; ///< after the bytes
};

class FiscalWire {
public:
  enum class Kind { connection, serial };
  FiscalWire(FiscalModel& model, Kind kind);
  ~FiscalWire();
  FiscalWire(const FiscalWire&) = delete;
  FiscalWire& operator=(const FiscalWire&) = delete;

  /// The replies to the bytes, in order; usually none or one.
  std::vector<WireReply> on_bytes(std::span<const std::uint8_t> bytes);
  /// The next request was damaged on the line; `sent_as` is what the till sent. A receipt that differs from the sent one tells so (SimReceipt::sent_number).
  void damaged(std::string_view sent_as);
  /// The line was opened anew: a half-read request and the answers that were not yet sent are forgotten.
  void reset();

private:
  struct Reader;
  void misread(SimRequest& request);
  void compare(SimRequest& request, std::string_view target) const;
  WireReply reply_to(const SimRequest& request, bool keep_alive);
  [[nodiscard]] std::string write(const SimAnswer& answer, bool keep_alive) const;
  FiscalModel& model_;
  Kind kind_;
  std::unique_ptr<Reader> reader_;
  std::string held_back_;              ///< an answer that comes late
  std::optional<std::string> sent_as_; ///< the request that is being read, as the till sent it; set when it was damaged
};

/// "/zreport/open/?time=2024-01-09%2015:53:15" into path and decoded query; a missing last slash is added.
void split_target(const std::string& target, SimRequest& request);

} // namespace devices::sim
