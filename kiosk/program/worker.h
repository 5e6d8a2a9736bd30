#pragma once
// One thread for what must not hold up money or pictures: SQLite of the catalogue, building snapshots, picture files, PIN hashes.
// Calls run one after another, in order. Any thread may post. Destroying it waits for the call in hand and drops the rest.
#include <functional>
#include <memory>

namespace kiosk {

class Worker {
public:
  Worker();
  ~Worker();
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;
  void post(std::function<void()> call);

private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

} // namespace kiosk
