#pragma once
// Names of hosts to addresses, without anybody waiting for anybody else. The system's own look-up (getaddrinfo) is the one that knows /etc/hosts,
// a local cache and whatever else the machine is set up with, but it blocks for as long as a name server is silent: 5 to 60 s. So each name is
// looked up on a detached thread of its own, which shares nothing with the look-up of another name; everybody who asks for a name while it is
// looked up waits for the same thread. A look-up that hangs holds up neither other names nor the end of the program: it keeps alive what it
// touches (this object's state, on the heap) and finds nobody waiting. (Asio's own resolver has one thread for all names of an io_context, and joins
// it at the end. c-ares has no threads, but reads neither nsswitch.conf nor what else answers on the machine.)
//
// An answer counts for half a minute. After that the last good one still stands in when the name server says nothing or cannot help: TLS proves
// who answers there, so an old address can disappoint and not deceive.
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
    Clock::duration fresh = std::chrono::seconds{30};      ///< so long an answer is not asked for again
    Clock::duration ask_anew = std::chrono::seconds{10};   ///< a look-up that takes longer gets a second one beside it, when somebody asks
    std::size_t at_once_each = 3;                          ///< look-ups of one name
    std::size_t at_once = 24;                              ///< of all; names come from the configuration, so this is a backstop
  };
  explicit Names(LookUp look_up = ask_the_system); // (a delegate: in-class member initialisers are no default arguments yet)
  Names(LookUp look_up, Limits limits);

  /// An answer that still counts; or nothing, and `told` gets it later, once, unless forgotten under the number that `*waiting` gets.
  std::optional<Found> ask(const std::string& name, Told told, std::uint64_t* waiting);
  /// Afterwards its `told` is not called, and does not run.
  void forget(std::uint64_t waiting);
  /// However old; empty: there never was one.
  [[nodiscard]] std::vector<std::string> last_good(const std::string& name) const;

  static Found ask_the_system(const std::string& name);
  /// The one of this process. Tests put theirs in its place before they make what asks.
  static std::shared_ptr<Names> in_force();
  static void put_in_force(std::shared_ptr<Names> names);

private:
  struct State;
  std::shared_ptr<State> state_;
};

} // namespace engine
