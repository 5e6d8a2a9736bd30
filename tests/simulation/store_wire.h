#pragma once
// The way between the store's client and the simulated store: it does the work of the Beast carriers in virtual time.
// Each request is a connection of its own. It may be refused, lost before the store saw it, answered too late
// or not at all, cut inside the answer, or met by a gateway's 502 before or after the store carried it out.
// The sockets keep their order, deliver in fragments, and break together with the messages that were on them.
//
// It also watches for a fault that only the wire can see: a payment or an order that is sent again while
// the outcome of the first is unknown. Threading: one thread. Ownership: model and scheduler outlive it; attach() and
// detach() frame the life of a session.
#include "devices/simulators/store/store_model.h"
#include "engine/store/store_session.h"
#include "tests/simulation/trace.h"
#include <map>
#include <set>

namespace simulation {

class StoreWire {
public:
  struct Luck { ///< of each request, in thousandths
    int refused = 0, lost_before = 0, lost_after = 0, cut = 0, gateway_before = 0, gateway_after = 0, late = 0, socket_breaks = 0,
        order_breaks = 0, ///< the socket, under an order: the store made it, or never saw it
        order_slow = 0,   ///< its answer takes long, on its own connection
        told_later = 0,   ///< then the answer to an order comes on the account's next connection
        others_order = 0; ///< while an order is on its way, somebody else's is pushed
  };
  struct Counts {
    std::int64_t refused = 0, lost_before = 0, lost_after = 0, cut = 0, gateway = 0, late = 0, socket_breaks = 0, told_later = 0,
                 pushes = 0;
  };
  StoreWire(Scheduler& scheduler, Trace& trace, Dice dice, devices::sim::StoreModel& model);

  void attach(engine::store::StoreSession& session);
  void detach();
  void pump();           ///< after a call of the session from outside
  void network(bool up); ///< false: nothing gets through, what is open breaks
  [[nodiscard]] bool up() const { return up_; }
  Luck luck;
  [[nodiscard]] const Counts& counts() const { return counts_; }
  /// How often the store has emptied a cart.
  [[nodiscard]] std::int64_t carts_cleared() const { return carts_cleared_; }

  /// A sentence about what must never be sent; the world ends the run with it.
  std::function<void(const std::string&)> on_violation;
  /// The store made an order: the order's id, and the kiosk's sale that it belongs to.
  std::function<void(std::int64_t order, std::int64_t sale)> on_order_made;
  /// The kiosk's newest sale. A create_order that leaves now belongs to this sale.
  std::function<std::int64_t()> newest_sale;

private:
  struct Pending { ///< a request on its way, until its end was told to the session
    std::string method, target;
    bool pay = false;
    std::string invoice;
  };
  struct Socket {
    bool opening = false, open = false;
    std::string user;
    Instant to_store{}, to_kiosk{}; ///< nothing overtakes what went before
    std::uint64_t generation = 0;
    std::map<std::string, std::string> owed; ///< by user: an answer that found nobody on its connection
  };
  void take_actions();
  void send(engine::store::HttpRequest request);
  void arrive(engine::store::RequestId id, const devices::sim::StoreRequest& request, Instant deadline, bool tell);
  void answer(engine::store::RequestId id, engine::store::HttpAnswer reply);
  void fail(engine::store::RequestId id, engine::store::Sent sent, const std::string& why);
  void open_socket(const engine::store::SocketOpen& action);
  void close_socket(engine::Account account, const std::string& why);
  void socket_send(engine::store::SocketSend action);
  void socket_say(engine::Account account, std::string text, Millis delay);
  void check_pay(const engine::store::HttpRequest& request, Pending& pending);
  void arm();
  Socket& socket(engine::Account account) { return sockets_[account == engine::Account::kiosk ? 0 : 1]; }
  template <class Call> void step(Call call);
  Millis latency() { return dice_.wait(5, 60); }

  Scheduler& scheduler_;
  Trace& trace_;
  Dice dice_;
  devices::sim::StoreModel& model_;
  engine::store::StoreSession* session_ = nullptr;
  Scheduler::Lease to_store_; ///< of events that reach the store also when the kiosk has died meanwhile
  Scheduler::Lease to_kiosk_;
  Scheduler::Lease clock_;
  std::optional<Instant> armed_;
  bool up_ = true;
  bool posted_ = false;
  Counts counts_;
  std::int64_t carts_cleared_ = 0;
  std::map<engine::store::RequestId, Pending> pending_;
  Socket sockets_[2];
  std::uint64_t life_ = 0;
  enum class Pay { unknown, refused };
  std::map<std::string, Pay> payments_; ///< by invoice: how the last attempt ended, as the kiosk can know
  std::set<std::string> marks_;         ///< of every order sent
};

} // namespace simulation
