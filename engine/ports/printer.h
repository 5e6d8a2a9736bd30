#pragma once
// Receipt printer as the engine sees it. Implemented by devices/printer and by the simulation.
// Threading: I/O thread only. The implementation must outlive every callback handed to it.
#include "engine/base/outcome.h"
#include "engine/ports/health.h"
#include "engine/ports/slip.h"
#include <boost/describe/class.hpp>
#include <cstdint>

namespace engine {

struct PrinterStatus {
  Health health = Health::absent;
  bool online = false;
  bool paper_out = false;
  bool paper_near_end = false;
  bool cover_open = false;
  bool cutter_error = false;
  bool head_hot = false;
  bool unrecoverable = false;
  bool ticket_in_presenter = false;
  std::string detail; ///< English: last words of the device or of the port
  /// A slip that is started now can be expected to come out.
  [[nodiscard]] bool can_print() const {
    return (health == Health::ok || health == Health::warning) && online && !paper_out && !cover_open && !cutter_error && !unrecoverable;
  }
  friend bool operator==(const PrinterStatus&, const PrinterStatus&) = default;
};
BOOST_DESCRIBE_STRUCT(PrinterStatus, (),
                      (health, online, paper_out, paper_near_end, cover_open, cutter_error, head_hot, unrecoverable, ticket_in_presenter,
                       detail))

class PrinterPort {
public:
  virtual ~PrinterPort() = default;
  [[nodiscard]] virtual const PrinterStatus& status() const = 0;
  /// Called on each change of status().
  virtual void on_status(std::function<void(const PrinterStatus&)> watcher) = 0;
  /// Prints one slip and cuts. Done: the printer confirmed that the whole slip is on paper. Refused: nothing was sent.
  /// Unknown: a part may be on paper. Jobs are printed one after another; `job` is for the log and must be unique.
  virtual void print(std::int64_t job, const Slip& slip, Reply<Done> reply) = 0;
  /// Half a slip may hang out of the printer (the program ended while it printed), so the paper is cut before the next slip.
  virtual void assume_torn() {}
};

} // namespace engine
