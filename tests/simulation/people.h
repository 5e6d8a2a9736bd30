#pragma once
// The people at the kiosk: customers of many tempers, one after another, who do only what the screen offers
// (and some things that it does not: they press everything twice); the screen's own idle time; and the staff.
// They act through Gate alone, and with their hands on the validator's slot. Threading: one thread.
// Ownership: the world outlives them.
#include "tests/simulation/world.h"

namespace simulation {

class People {
public:
  explicit People(World& world);
  void open_shop();
  /// Nobody new comes; who stands there leaves.
  void close_shop();
  [[nodiscard]] bool all_served() const { return visits_ >= w_.choices.visits && !here_; }
  [[nodiscard]] std::int64_t visits() const { return visits_; }
  /// Counts of their acts, by kind.
  [[nodiscard]] const std::map<std::string_view, std::int64_t>& counts() const { return counts_; }
  [[nodiscard]] bool somebody_here() const { return here_.has_value(); }
  /// One visit of the staff, now, with everything that stands on their list.
  void staff_come();
  /// A collector, for the cassette alone.
  void staff_collect();
  [[nodiscard]] bool staff_here() const { return staff_.here; }

private:
  struct Visitor {
    engine::Method wanted{};
    int goods = 1;
    bool twin = false; ///< buys what other twins buy, to the piece
    bool courier = false, signs_in = false, cashback = false;
    bool twice = false, odd_notes = false, pulls_back = false, ignores_overpay = false, keeps_order = true;
    std::optional<engine::StageKind> leaves_at;
    int bad_cards = 0, wrong_codes = 0;
    int patience = 40; ///< looks at a screen that does not move
    Millis pace{800};
    bool leaves_part_paid = false;
    bool began = false, leaving = false, gone = false, receiver_given = false;
    std::string pack; ///< the marked piece in their hand
    std::uint64_t seen = 0;
    int same = 0;
    std::optional<Instant> came;
  };
  void next_visitor();
  void somebody_comes();
  void look();
  void leave(bool by_button);
  void look_again(std::int64_t per_cent = 100);
  void shop(const engine::View& view);
  void give_receiver(const engine::View& view);
  void choose(const engine::View& view);
  void type_card(const engine::View& view);
  void type_code(const engine::View& view);
  void feed_notes(const engine::View& view);
  void scan_by_keyboard();
  void answer(const engine::View& view);
  void did(std::string_view what) { ++counts_[what]; }
  void send(engine::Intent intent);
  void send_secret(engine::Intent intent, std::string_view text);
  void idle();

  // staff
  void staff_step();
  void stranger_comes();
  void stranger_step();
  void settle_something(const engine::View& view);
  void collect_cash();
  void refund_something(const engine::View& view);
  void enter_cash();

  World& w_;
  Dice dice_;
  Scheduler::Lease customer_lease_, idle_lease_, staff_lease_, cassette_lease_;
  std::optional<Visitor> here_;
  std::int64_t visits_ = 0;
  std::int64_t serials_ = 0;
  std::map<std::string_view, std::int64_t> counts_;
  std::string left_pack_; ///< the marked piece of somebody whose payment nobody knows of: it lies there
  bool closed_ = false;
  Instant last_touch_{};
  struct Staff {
    bool here = false;
    int step = 0;
    int chores = 0;
    std::string pin;
    bool collects = false;
    bool stranger = false;         ///< no staff at all
    std::int64_t acts = 0;         ///< before the one that they came for
    int brought = 0;               ///< visits to the desk that are left for the sale that comes back piece by piece
    engine::SaleId comes_back = 0; ///< that sale
  } staff_;
};

} // namespace simulation
