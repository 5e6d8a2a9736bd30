#include "tests/simulation/trace.h"

#include "engine/base/log.h"
#include <spdlog/sinks/base_sink.h>
#include <spdlog/sinks/null_sink.h>

namespace simulation {
namespace {

class TraceSink final : public spdlog::sinks::base_sink<spdlog::details::null_mutex> {
public:
  explicit TraceSink(Trace& trace) : trace_{trace} {}

protected:
  void sink_it_(const spdlog::details::log_msg& message) override {
    trace_.add("log", std::string{message.payload.data(), message.payload.size()});
  }
  void flush_() override {}

private:
  Trace& trace_;
};

} // namespace

void Trace::add(const char* who, std::string what) {
  if (!on_) return;
  if (!hidden_.empty())
    for (auto at = what.find(hidden_); at != std::string::npos; at = what.find(hidden_)) what.replace(at, hidden_.size(), "STATE");
  const auto ms = scheduler_.now().time_since_epoch().count() - 1'000'000;
  lines_.push_back(fmt::format("{:>4}:{:02}:{:02}.{:03} {:<9} {}", ms / 3'600'000, ms / 60'000 % 60, ms / 1000 % 60, ms % 1000, who, what));
  if (lines_.size() > most_lines) lines_.pop_front();
}

LogCapture::LogCapture(Trace& trace) {
  std::shared_ptr<spdlog::sinks::sink> sink;
  if (trace.on()) sink = std::make_shared<TraceSink>(trace);
  else sink = std::make_shared<spdlog::sinks::null_sink_st>();
  auto logger = std::make_shared<spdlog::logger>("simulation", sink);
  logger->set_level(trace.on() ? spdlog::level::info : spdlog::level::off);
  spdlog::set_default_logger(std::move(logger));
}

LogCapture::~LogCapture() {
  auto logger = std::make_shared<spdlog::logger>("silent", std::make_shared<spdlog::sinks::null_sink_st>());
  logger->set_level(spdlog::level::off);
  spdlog::set_default_logger(std::move(logger));
}

} // namespace simulation
