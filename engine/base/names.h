#pragma once
// Names of hosts to addresses, so that no look-up waits for another. The system's own look-up (getaddrinfo) knows /etc/hosts, a local cache and
// the other sources of the machine, but it blocks for as long as a name server is silent: 5 to 60 s. So each name is looked up on a detached
// thread of its own, which shares nothing with the look-up of another name. All callers that ask for one name at the same time wait for the
// same thread. A look-up that hangs holds up neither other names nor the end of the program: it owns the state that it touches, on the heap,
// and at its end no caller is waiting. (Asio's resolver has one thread for all names of an io_context, and joins it at the end. c-ares has no
// threads, but does not read nsswitch.conf or other sources of the machine.)
//
// An answer counts for half a minute. After that the last good answer is still used when the name server is silent or fails. TLS proves
// the identity of the server, so an old address may fail but cannot deceive.
//
// Threading: all members from any thread. `Told` is called with a mutex held, on the thread of the look-up: it may post, and nothing else.
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace engine {

class Names {
public:
  struct Found {
    std::vector<std::string> addresses; ///< numeric
    std::string fault;                  ///< why there are none
  };
  using LookUp = std::function<Found(const std::string& name)>; ///< blocks; runs on several threads at once
  using Told = std::function<void(const Found&)>;
  using Clock = std::chrono::steady_clock;
  struct Limits {
    Clock::duration fresh = std::chrono::seconds{30};    ///< an answer is not asked for again in this time
    Clock::duration ask_anew = std::chrono::seconds{10}; ///< a caller that asks during a longer look-up starts a second one beside it
    std::size_t at_once_each = 3;                        ///< look-ups of one name
    std::size_t at_once = 24;                            ///< look-ups of all names; a backstop, since names come from the configuration
  };
  explicit Names(LookUp look_up = ask_the_system); // (a delegate: in-class member initialisers are no default arguments yet)
  Names(LookUp look_up, Limits limits);

  /// An answer that still counts. Otherwise nothing, and `told` gets the answer later, once, unless forget() is called with the number that
  /// `*waiting` gets.
  std::optional<Found> ask(const std::string& name, Told told, std::uint64_t* waiting);
  /// After this call the `told` of that number neither runs nor is called.
  void forget(std::uint64_t waiting);
  /// The last good answer, however old; empty: there never was one.
  [[nodiscard]] std::vector<std::string> last_good(const std::string& name) const;

  static Found ask_the_system(const std::string& name);
  /// The object of this process. Tests replace it before they make its users.
  static std::shared_ptr<Names> in_force();
  static void put_in_force(std::shared_ptr<Names> names);

private:
  struct State;
  std::shared_ptr<State> state_;
};

} // namespace engine
