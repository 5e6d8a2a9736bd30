// A name server that does not answer delays only the look-ups of that name. It delays neither other names nor the end of the program.
#include "engine/base/names.h"
#include "engine/base/resolver.h"

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <condition_variable>
#include <gtest/gtest.h>
#include <mutex>

namespace engine {
namespace {

using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;

/// A name server of the test's: "silent.example" hangs until it is let go, others answer as they are told. Outlives the look-ups that hang in it.
struct NameServer {
  std::mutex mutex;
  std::condition_variable changed;
  bool silent = true;
  std::string answer = "192.0.2.7";
  std::atomic<int> asked{0};

  static Names::LookUp of(const std::shared_ptr<NameServer>& self) {
    return [self](const std::string& name) -> Names::Found {
      ++self->asked;
      std::unique_lock lock{self->mutex};
      if (name == "silent.example") self->changed.wait(lock, [&] { return !self->silent; });
      if (self->answer.empty()) return {{}, "Temporary failure in name resolution"};
      return {{self->answer}, {}};
    };
  }
  void speak(std::string with) {
    {
      const std::lock_guard lock{mutex};
      silent = false;
      answer = std::move(with);
    }
    changed.notify_all();
  }
};

class NamesTest : public testing::Test {
protected:
  ~NamesTest() override { server->speak("192.0.2.7"); } // the threads end
  struct Answer {
    int calls = 0;
    std::string fault;
    Resolver::Endpoints found;
    [[nodiscard]] std::string first() const { return found.empty() ? fault : found.front().address().to_string(); }
  };
  Resolver::Done into(Answer& answer) {
    return [&answer](const std::string& fault, const Resolver::Endpoints& found) { answer = {answer.calls + 1, fault, found}; };
  }
  template <class Ready> bool until(Ready ready, std::chrono::milliseconds limit = 10s) {
    const auto end = std::chrono::steady_clock::now() + limit;
    while (!ready() && std::chrono::steady_clock::now() < end) loop.restart(), loop.run_one_for(10ms);
    return ready();
  }
  boost::asio::io_context loop{1};
  std::shared_ptr<NameServer> server = std::make_shared<NameServer>();
  std::shared_ptr<Names> names = std::make_shared<Names>(NameServer::of(server));
};

TEST_F(NamesTest, ANumericAddressIsNeverLookedUp) {
  Resolver resolver(loop.get_executor(), names);
  for (const auto* address : {"192.168.1.50", "127.0.0.1", "::1", "fe80::1"}) {
    Answer answer;
    resolver.resolve(address, "8080", into(answer));
    EXPECT_EQ(answer.calls, 0) << "not from inside the call";
    ASSERT_TRUE(until([&] { return answer.calls == 1; }));
    EXPECT_EQ(answer.first(), address);
    EXPECT_EQ(answer.found.front().port(), 8080);
  }
  Answer here;
  resolver.resolve("localhost", "80", into(here));
  ASSERT_TRUE(until([&] { return here.calls == 1; }));
  EXPECT_EQ(here.first(), "127.0.0.1");
  EXPECT_EQ(server->asked, 0);
}

TEST_F(NamesTest, ANameThatHangsHoldsUpNoOther) {
  Resolver one(loop.get_executor(), names), other(loop.get_executor(), names), machine(loop.get_executor(), names);
  Answer silent, found, numeric;
  one.resolve("silent.example", "443", into(silent));
  ASSERT_TRUE(until([&] { return server->asked == 1; }));
  other.resolve("speaks.example", "443", into(found));
  machine.resolve("192.168.1.50", "80", into(numeric));
  ASSERT_TRUE(until([&] { return found.calls == 1 && numeric.calls == 1; }));
  EXPECT_EQ(found.first(), "192.0.2.7");
  EXPECT_EQ(silent.calls, 0);
}

TEST_F(NamesTest, EverybodyWaitsForOneLookUpOfAName) {
  std::vector<std::unique_ptr<Resolver>> resolvers;
  std::vector<Answer> answers(50);
  for (auto& answer : answers) {
    resolvers.push_back(std::make_unique<Resolver>(loop.get_executor(), names));
    resolvers.back()->resolve("silent.example", "443", into(answer));
  }
  ASSERT_TRUE(until([&] { return server->asked == 1; }));
  server->speak("192.0.2.8");
  ASSERT_TRUE(until([&] { return std::ranges::all_of(answers, [](const auto& a) { return a.calls == 1; }); }));
  EXPECT_EQ(server->asked, 1);
  EXPECT_EQ(answers.back().first(), "192.0.2.8");
}

TEST_F(NamesTest, AnEndDoesNotWaitForALookUpThatHangs) {
  const auto begin = std::chrono::steady_clock::now();
  Answer answer;
  {
    boost::asio::io_context gone;
    Resolver resolver(gone.get_executor(), names);
    resolver.resolve("silent.example", "443", into(answer));
    while (server->asked == 0) gone.run_one_for(1ms);
  }
  names.reset();
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 5s);
  server->speak("192.0.2.8"); // what it tells is told to nobody
  EXPECT_EQ(answer.calls, 0);
}

TEST_F(NamesTest, TheLastGoodAddressServesWhileTheNameServerIsSilent) {
  names = std::make_shared<Names>(NameServer::of(server), Names::Limits{.fresh = 0s, .ask_anew = 10s, .at_once_each = 3, .at_once = 24});
  Resolver resolver(loop.get_executor(), names);
  Answer first, second;
  server->speak("192.0.2.8");
  resolver.resolve("silent.example", "443", into(first));
  ASSERT_TRUE(until([&] { return first.calls == 1; }));
  {
    const std::lock_guard lock{server->mutex};
    server->silent = true;
  }
  resolver.resolve("silent.example", "443", into(second));
  ASSERT_TRUE(until([&] { return second.calls == 1; }));
  EXPECT_EQ(second.first(), "192.0.2.8");
}

TEST_F(NamesTest, AFailureIsSaidAndNotKept) {
  names = std::make_shared<Names>(NameServer::of(server));
  Resolver resolver(loop.get_executor(), names);
  Answer first, second;
  server->speak("");
  resolver.resolve("speaks.example", "443", into(first));
  ASSERT_TRUE(until([&] { return first.calls == 1; }));
  EXPECT_EQ(first.fault, "Temporary failure in name resolution");
  server->speak("192.0.2.9");
  resolver.resolve("speaks.example", "443", into(second));
  ASSERT_TRUE(until([&] { return second.calls == 1; }));
  EXPECT_EQ(second.first(), "192.0.2.9");
  Answer third;
  resolver.resolve("speaks.example", "443", into(third));
  ASSERT_TRUE(until([&] { return third.calls == 1; }));
  EXPECT_EQ(server->asked, 2) << "an answer counts for a while";
}

TEST_F(NamesTest, ALookUpThatHangsForLongGetsAnotherBesideItAndNoMoreThanThree) {
  names = std::make_shared<Names>(NameServer::of(server), Names::Limits{.fresh = 30s, .ask_anew = 0s, .at_once_each = 3, .at_once = 24});
  std::uint64_t waiting = 0;
  for (int i = 0; i < 10; ++i)
    EXPECT_FALSE(names->ask(
        "silent.example", [](const Names::Found&) {}, &waiting));
  ASSERT_TRUE(until([&] { return server->asked == 3; }));
}

TEST_F(NamesTest, AfterCancelNothingIsCalled) {
  Resolver resolver(loop.get_executor(), names);
  Answer answer;
  resolver.resolve("192.0.2.1", "80", into(answer));
  resolver.cancel();
  resolver.resolve("silent.example", "80", into(answer));
  resolver.cancel();
  server->speak("192.0.2.1");
  loop.restart();
  loop.run_for(50ms);
  EXPECT_EQ(answer.calls, 0);
  resolver.resolve("192.0.2.1", "http", into(answer));
  ASSERT_TRUE(until([&] { return answer.calls == 1; }));
  EXPECT_NE(answer.fault.find("'http'"), std::string::npos) << "ports are numbers";
}

} // namespace
} // namespace engine
