#pragma once
// What `kiosk --setup` finds out by trying: which serial machine answers on a port, and whether store, module, printer and validator can be reached with what was
// typed. The same sessions as the kiosk's own, each on a loop of its own until it knows; nothing is printed, sold or registered. A validator is reset.
//
// Threading: the main thread of the command; each call takes as long as it says.
#include "engine/base/secret.h"
#include "engine/config/config.h"
#include <filesystem>
#include <string>
#include <vector>

namespace kiosk {

inline constexpr auto default_ports = "/dev/serial/by-id";

/// Every serial machine by the name that stays its own: the links in `folder`. Of default_ports also those that have no name there, by their socket
/// (/dev/serial/by-path), and the ports on the board that have a chip.
std::vector<std::string> serial_ports(const std::filesystem::path& folder);

struct Answer {
  bool good = false;
  std::string words; ///< what the machine says of itself, or what is wrong; English
};

struct Identified {
  enum class Kind { nothing, printer, cash, fiscal, busy } kind = Kind::nothing; ///< busy: another program holds the port
  int baud = 0;
  std::string words;
};
/// Asks as a printer first, whose questions no other machine takes for anything, then as a validator, then as a module; 20 s at most when nothing answers.
Identified identify(const std::string& port);

Answer try_store(const engine::StoreConfig& store, engine::SecretBuffer password); ///< logs in; 20 s
Answer try_fiscal(const engine::FiscalConfig& fiscal);                             ///< 12 s
Answer try_printer(const engine::SerialConfig& line);                              ///< 3 s
Answer try_cash(const std::string& port);                                          ///< 8 s: a validator starts its motors first

} // namespace kiosk
