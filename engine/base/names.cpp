#include "engine/base/names.h"

#include <algorithm>
#include <map>
#include <mutex>
#include <netdb.h>
#include <sys/socket.h>
#include <system_error>
#include <thread>

namespace engine {

struct Names::State {
  struct Waiter {
    std::uint64_t number;
    Told told;
  };
  struct Name {
    std::vector<std::string> good; ///< the last answer
    Clock::time_point found_at;
    Clock::time_point begun_at; ///< of the newest look-up
    std::size_t in_hand = 0;
    std::vector<Waiter> waiters;
  };
  LookUp look_up;
  Limits limits;
  mutable std::mutex mutex;
  std::map<std::string, Name> names;
  std::size_t in_hand = 0;
  std::uint64_t numbers = 0;

  void arrived(const std::string& name, Found found) {
    const std::lock_guard lock{mutex};
    auto& entry = names[name];
    --entry.in_hand, --in_hand;
    if (!found.addresses.empty()) {
      entry.good = found.addresses;
      entry.found_at = Clock::now();
    } else if (!entry.good.empty()) {
      found = {entry.good, {}};
    } else if (entry.in_hand > 0) {
      return; // another one may still know
    } else if (found.fault.empty()) {
      found.fault = "the name has no address";
    }
    for (const auto& waiter : entry.waiters) waiter.told(found);
    entry.waiters.clear();
  }
};

Names::Names(LookUp look_up) : Names(std::move(look_up), Limits{}) {}
Names::Names(LookUp look_up, Limits limits) : state_{std::make_shared<State>()} {
  state_->look_up = std::move(look_up);
  state_->limits = limits;
}

std::optional<Names::Found> Names::ask(const std::string& name, Told told, std::uint64_t* waiting) {
  auto& state = *state_;
  const std::lock_guard lock{state.mutex};
  auto& entry = state.names[name];
  const auto now = Clock::now();
  if (!entry.good.empty() && now - entry.found_at < state.limits.fresh) return Found{entry.good, {}};
  const bool another = entry.in_hand == 0 || (entry.in_hand < state.limits.at_once_each && now - entry.begun_at >= state.limits.ask_anew);
  if (another && state.in_hand < state.limits.at_once) {
    try {
      std::thread([state = state_, name] {
        Found found;
        try {
          found = state->look_up(name);
        } catch (const std::exception& error) {
          found = {{}, error.what()};
        }
        state->arrived(name, std::move(found));
      }).detach();
      ++entry.in_hand, ++state.in_hand;
      entry.begun_at = now;
    } catch (const std::system_error&) { // no thread to be had
    }
  }
  if (entry.in_hand == 0) return entry.good.empty() ? Found{{}, "no look-up can be begun now"} : Found{entry.good, {}};
  *waiting = ++state.numbers;
  entry.waiters.push_back({*waiting, std::move(told)});
  return std::nullopt;
}

void Names::forget(std::uint64_t waiting) {
  const std::lock_guard lock{state_->mutex};
  for (auto& [name, entry] : state_->names) std::erase_if(entry.waiters, [&](const auto& waiter) { return waiter.number == waiting; });
}

std::vector<std::string> Names::last_good(const std::string& name) const {
  const std::lock_guard lock{state_->mutex};
  const auto found = state_->names.find(name);
  return found == state_->names.end() ? std::vector<std::string>{} : found->second.good;
}

Names::Found Names::ask_the_system(const std::string& name) {
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* first = nullptr;
  if (const int error = ::getaddrinfo(name.c_str(), nullptr, &hints, &first); error != 0) return {{}, ::gai_strerror(error)};
  const std::unique_ptr<addrinfo, void (*)(addrinfo*)> owner{first, ::freeaddrinfo};
  Found found;
  for (const auto* one = first; one && found.addresses.size() < 8; one = one->ai_next) {
    char text[NI_MAXHOST];
    if (::getnameinfo(one->ai_addr, one->ai_addrlen, text, sizeof text, nullptr, 0, NI_NUMERICHOST) == 0)
      found.addresses.emplace_back(text);
  }
  return found;
}

namespace {
// Never destroyed: a look-up may outlive main().
std::mutex& force_mutex() {
  static auto* const mutex = new std::mutex;
  return *mutex;
}
std::shared_ptr<Names>& force() {
  static auto* const names = new std::shared_ptr<Names>(std::make_shared<Names>());
  return *names;
}
} // namespace

std::shared_ptr<Names> Names::in_force() {
  const std::lock_guard lock{force_mutex()};
  return force();
}
void Names::put_in_force(std::shared_ptr<Names> names) {
  const std::lock_guard lock{force_mutex()};
  force() = std::move(names);
}

} // namespace engine
