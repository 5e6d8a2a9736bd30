#pragma once
// Who stands before the lone kiosk (lone_kiosk.cpp): customers and staff without hands. They ask through Gate and look at View, as the
// screens do, and reach the slot for notes and the simulators' tempers through the bench's control socket.
//
// Threading: all on one thread, which is not the kiosk's. Whoever cannot go on throws std::runtime_error with what did not come.
#include "engine/checkout/view/gate.h"

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace lone {

/// The bench's control socket.
class Bench {
public:
  /// Throws boost::system::system_error when nobody listens there.
  explicit Bench(const std::string& socket);
  ~Bench();
  /// {"device":device,"do":what,..more}: false when the simulator does not do it just now. `more`: JSON members, or empty.
  bool ask(std::string_view device, std::string_view what, std::string_view more = {});
  /// Throws when it is not done.
  void must(std::string_view device, std::string_view what, std::string_view more = {});
  /// A number of the store's truth: how many orders it has.
  std::size_t orders();

private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// One visit: what goes before it (a sale that is to be refunded, notes that are to be collected) and the visit itself, whose writes
/// are counted and interrupted.
struct Play {
  std::string_view name;
  std::function<void()> before; ///< may be empty
  std::function<void()> act;
};

class People {
public:
  People(engine::Gate& gate, Bench& bench);
  void wait_for_machines();
  /// Null: no play has this name.
  [[nodiscard]] const Play* find(std::string_view name) const;
  /// Waits until nobody is at the kiosk and nothing goes on behind.
  void until_quiet();

private:
  enum class Sum { any, two_notes, no_notes, for_courier, above_cashback };

  template <class Test> void until(const std::string& what, const Test& test);
  void at(engine::StageKind stage);
  void to_receiver(Sum sum, bool courier = false);
  void to_payment(Sum sum, bool courier = false);
  void add_goods(Sum sum);
  void sign_in();
  void choose(engine::Method method);
  void give_card();
  void give_code();
  void pay_by_card();
  void insert(std::int64_t note);
  void pay_in_cash(bool too_much);
  void leave();
  void buy(engine::Method method, Sum sum);
  void log_in();
  void log_out();
  void staff_do(const std::string& what, engine::Intent intent);
  void refund_last(std::string reference);

  engine::Gate& gate_;
  Bench& bench_;
  std::vector<Play> plays_;
};

} // namespace lone
