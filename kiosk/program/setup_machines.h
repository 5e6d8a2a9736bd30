#pragma once
// The trials of `kiosk --setup`: which serial machine answers on a port, and whether store, module, printer and validator can be reached with the typed values.
// They use the kiosk's own sessions, each on a loop of its own until the answer is known. Nothing is printed, sold or registered. A validator is reset.
//
// Threading: the main thread of the command; each call takes as long as it says.
#include "engine/base/secret.h"
#include "engine/config/config.h"
#include <filesystem>
#include <string>
#include <vector>

namespace kiosk {

inline constexpr auto default_ports = "/dev/serial/by-id";

/// Every serial machine by a name that does not change: the links in `folder`. For default_ports also machines without a name there, by their socket
/// (/dev/serial/by-path), and the ports on the board that have a chip.
std::vector<std::string> serial_ports(const std::filesystem::path& folder);

struct Answer {
  bool good = false;
  std::string words; ///< the machine's own words, or the fault; English
};

struct Identified {
  enum class Kind { nothing, printer, cash, fiscal, busy } kind = Kind::nothing; ///< busy: another program holds the port
  int baud = 0;
  std::string words;
};
/// Asks a printer's questions first, because no other machine reacts to them, then a validator's, then a module's; 20 s at most when nothing answers.
Identified identify(const std::string& port);

Answer try_store(const engine::StoreConfig& store, engine::SecretBuffer password); ///< logs in; 20 s
Answer try_fiscal(const engine::FiscalConfig& fiscal);                             ///< 12 s
Answer try_printer(const engine::SerialConfig& line);                              ///< 3 s
Answer try_cash(const std::string& port);                                          ///< 8 s: a validator starts its motors first

} // namespace kiosk
