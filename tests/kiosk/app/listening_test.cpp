#include "kiosk/app/listening.h"

#include <gtest/gtest.h>

namespace {

using namespace std::chrono_literals;
using engine::Instant;
using kiosk::Listening;

TEST(Listening, WhatIsFetchedAfterAFrameMayBeAsOldAsTheFrame) {
  Listening ear;
  EXPECT_EQ(ear.deaf(Instant{1000ms}), 0ms) << "before the first look nothing is known to be old";
  ear.emptied(Instant{1000ms});
  ear.waited(Instant{1120ms}, Instant{1120ms}); // a frame was drawn meanwhile; the event lay there
  EXPECT_EQ(ear.deaf(Instant{1121ms}), 121ms);
  ear.emptied(Instant{1122ms});
  EXPECT_EQ(ear.deaf(Instant{1122ms}), 0ms);
}

TEST(Listening, WhoWaitsHears) {
  Listening ear;
  ear.emptied(Instant{1000ms});
  ear.waited(Instant{1003ms}, Instant{1060ms});
  EXPECT_EQ(ear.deaf(Instant{1060ms}), 0ms) << "the typist's pause was listened to";
}

} // namespace
