#include "kiosk/program/start_history.h"

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <fstream>

namespace kiosk {

StartHistory::StartHistory(std::filesystem::path folder, Seconds since_boot)
    : file_{folder.empty() ? std::filesystem::path{} : std::move(folder) / "starts"}, now_{since_boot} {}

StartHistory::Seconds StartHistory::begin() {
  if (file_.empty()) return Seconds{0};
  constexpr std::int64_t lived_long = 600, most = 300;
  std::int64_t count = 0, last = 0;
  std::ifstream in{file_};
  in >> count >> last;
  const auto now = now_.count();
  if (!in || count < 0 || count > 1'000'000 || last > now || now - last > lived_long + most) count = 0;
  ++count;
  std::int64_t wait = 0;
  if (count > 3) wait = std::min(most, std::int64_t{5} << std::min<std::int64_t>(count - 4, 8));
  std::ofstream{file_, std::ios::trunc} << count << ' ' << now << '\n';
  return Seconds{wait};
}

void StartHistory::ended_well() {
  std::error_code error;
  if (!file_.empty()) std::filesystem::remove(file_, error);
}

StartHistory start_history_of_unit() {
  const char* folder = std::getenv("RUNTIME_DIRECTORY");
  timespec now{};
  ::clock_gettime(CLOCK_BOOTTIME, &now);
  return {folder != nullptr ? folder : "", std::chrono::seconds{now.tv_sec}};
}

} // namespace kiosk
