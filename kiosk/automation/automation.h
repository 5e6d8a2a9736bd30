#pragma once
// The automation socket, for tests (kiosk/automation/PROTOCOL.md). Unix stream, mode 0600, one JSON object per line each way.
// Compiled only with KIOSK_AUTOMATION; absent from the release package.
//
// Threading: each connection has a thread; what concerns the screen runs on the UI thread through KioskApp::post, so a
// request is answered after the frame that shows its effect. Ownership: borrows the app, which must outlive it.
#include "kiosk/app/kiosk_app.h"
#include <functional>
#include <memory>
#include <string>

namespace kiosk {

class Automation {
public:
  /// `state` gives the members "session" and "devices" as the text of one JSON object; any thread; never secrets.
  /// Throws std::runtime_error when the socket cannot be made.
  Automation(std::string socket_path, KioskApp& app, std::function<std::string()> state);
  ~Automation(); ///< closes all connections and removes the socket
  Automation(const Automation&) = delete;
  Automation& operator=(const Automation&) = delete;

private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// One request line to one answer line (without the newline); what the socket does with each line. Waits for the UI thread.
std::string answer_request(KioskApp& app, const std::function<std::string()>& state, const std::string& line,
                           const std::function<bool()>& stopping);

} // namespace kiosk
