#pragma once
// The bench: every simulator on one loop, on loopback addresses and pseudo-terminals in one folder, and a configuration for a kiosk that
// stands on it. {"device":"store"|"fiscal"|"printer"|"cash"|"scanner","do":...} reaches one of them; {"do":"truth"} all.
//
// Threading: one io_context thread.
#include "devices/simulators/simulator.h"
#include <boost/asio/any_io_executor.hpp>
#include <filesystem>
#include <memory>

namespace devices::sim {

struct BenchOptions {
  std::filesystem::path folder;       ///< made when missing; links, secrets, papers and kiosk.toml go here
  std::filesystem::path demo_catalog; ///< folder with catalog.json, products.csv and pictures/
  std::filesystem::path attributes;   ///< products.csv; empty: the demo catalogue's
  std::string catalog_json;           ///< instead of the demo catalogue's catalog.json
  std::string staff_pin = "2468";     ///< of all three roles on the bench
};

class Bench final : public Simulator {
public:
  Bench(boost::asio::any_io_executor executor, BenchOptions options);
  ~Bench() override;
  Bench(const Bench&) = delete;
  Bench& operator=(const Bench&) = delete;

  boost::json::object command(const boost::json::object& request) override;
  [[nodiscard]] boost::json::object truth() const override;
  [[nodiscard]] std::filesystem::path config() const; ///< kiosk.toml

private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

} // namespace devices::sim
