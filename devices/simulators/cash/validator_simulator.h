#pragma once
// The simulated validator on a pseudo-terminal, commanded by JSON. {"do":"help"} lists the commands.
// Threading: one io_context thread.
#include "devices/simulators/cash/validator_model.h"
#include "devices/simulators/simulator.h"
#include <boost/asio/any_io_executor.hpp>
#include <filesystem>
#include <memory>

namespace devices::sim {

class ValidatorSimulator final : public Simulator {
public:
  /// The kiosk opens `link`. `country` is that of the bill table: UZB, UZS or another. Throws
  /// std::system_error.
  ValidatorSimulator(boost::asio::any_io_executor executor, std::filesystem::path link, const std::string& country = "UZB",
                     ValidatorTimings timings = {});
  ~ValidatorSimulator() override;
  ValidatorSimulator(const ValidatorSimulator&) = delete;
  ValidatorSimulator& operator=(const ValidatorSimulator&) = delete;

  boost::json::object command(const boost::json::object& request) override;
  [[nodiscard]] boost::json::object truth() const override;
  /// The machine itself, for tests in the same process. Call step() after changing it.
  [[nodiscard]] ValidatorModel& model();
  void step();

private:
  boost::json::object obey(const boost::json::object& request);
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

} // namespace devices::sim
