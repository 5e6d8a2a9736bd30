#pragma once
// What goes wrong, and when it is well again: power, plugs, wires, machines, the store, the disk, the clock.
// Which and how often the seed decides; each is counted by kind. Threading: one thread. Ownership: the world
// outlives it.
#include "tests/simulation/world.h"
#include <map>

namespace simulation {

class Faults {
public:
  explicit Faults(World& world);
  void begin();
  /// Everything is mended and switched on; nothing new goes wrong.
  void end();
  /// A note was pushed in: what can go wrong goes wrong now rather than at some other time.
  void note_on_its_way();
  /// Likewise a receipt that is about to be sent to the module.
  void receipt_on_its_way();
  /// Likewise a slip on its way to the printer, and an order to the store.
  void slip_on_its_way();
  void order_on_its_way();
  [[nodiscard]] const std::map<std::string, std::int64_t>& counts() const { return counts_; }

private:
  void next();
  void one();
  void kiosk();
  void noise(Wire& wire);
  void validator();
  void printer();
  void scanner();
  void printer_comes_back(int looks);
  void put_paper_in();
  void watch_the_roll();
  void module();
  void empty_memory();
  void shop(); ///< the store's servers
  void wires();
  void disk();
  void damage();
  void clock();
  void count(const char* kind);
  void heal_after(std::int64_t low_ms, std::int64_t high_ms, std::function<void()> heal);
  void module_command(boost::json::object request);
  void store_command(boost::json::object request);

  World& w_;
  Dice dice_;
  Dice line_dice_; ///< of its own: what it draws moves nothing else
  Scheduler::Lease lease_;
  std::map<std::string, std::int64_t> counts_;
  bool roll_comes_ = false;
};

} // namespace simulation
