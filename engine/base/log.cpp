#include "engine/base/log.h"

#include "engine/base/outside_text.h"

#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/rotating_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <vector>

namespace engine {
namespace {

constexpr std::size_t longest_line = 4000; ///< bytes of a message; a longer message has words from outside

/// A message with words of a server, a machine or a scanner stays one line and cannot steer a terminal on which the log is read.
class OneLine final : public spdlog::custom_flag_formatter {
public:
  void format(const spdlog::details::log_msg& message, const std::tm&, spdlog::memory_buf_t& out) override {
    const auto line = tidy({message.payload.data(), message.payload.size()}, longest_line);
    out.append(line.data(), line.data() + line.size());
  }
  [[nodiscard]] std::unique_ptr<custom_flag_formatter> clone() const override { return std::make_unique<OneLine>(); }
};

} // namespace

void open_log(const std::filesystem::path& folder, bool to_stderr) {
  std::vector<spdlog::sink_ptr> sinks;
  std::string trouble;
  try {
    std::filesystem::create_directories(folder);
    std::filesystem::permissions(folder, std::filesystem::perms::owner_all);
    sinks.push_back(std::make_shared<spdlog::sinks::rotating_file_sink_mt>((folder / "kiosk.log").string(), 8 * 1024 * 1024, 8));
  } catch (const std::exception& e) {
    trouble = e.what();
    to_stderr = true;
  }
  if (to_stderr) sinks.push_back(std::make_shared<spdlog::sinks::stderr_sink_mt>());
  auto logger = std::make_shared<spdlog::logger>("kiosk", sinks.begin(), sinks.end());
  auto formatter = std::make_unique<spdlog::pattern_formatter>();
  formatter->add_flag<OneLine>('*').set_pattern("%Y-%m-%dT%H:%M:%S.%e%z %L %*");
  logger->set_formatter(std::move(formatter));
  logger->flush_on(spdlog::level::info);
  spdlog::set_default_logger(std::move(logger));
  if (!trouble.empty()) spdlog::error("there is no log in the state directory: {}", trouble);
}

std::string redact_url(std::string_view url) {
  const auto query = url.find('?');
  if (query == std::string_view::npos) return std::string{url};
  return std::string{url.substr(0, query)} + "?…";
}

std::string mask_phone(std::string_view phone) {
  if (phone.size() < 8) return std::string(phone.size(), '*');
  return std::string{phone.substr(0, 3)} + std::string(phone.size() - 7, '*') + std::string{phone.substr(phone.size() - 4)};
}

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

} // namespace

std::string mask_numbers(std::string_view text) {
  constexpr std::size_t longest_shown = 8, kept = 4;
  std::string out{text};
  for (std::size_t at = 0; at < out.size();) {
    if (!is_digit(out[at])) {
      ++at;
      continue;
    }
    std::vector<std::size_t> digits; // of one number: groups with at most two spaces, hyphens or brackets between them
    std::size_t gap = 0;
    for (; at < out.size() && gap <= 2; ++at) {
      if (is_digit(out[at])) digits.push_back(at), gap = 0;
      else if (out[at] == ' ' || out[at] == '-' || out[at] == '(' || out[at] == ')') ++gap;
      else break;
    }
    if (digits.size() <= longest_shown) continue;
    for (std::size_t i = 0; i + kept < digits.size(); ++i) out[digits[i]] = '*';
  }
  return out;
}

std::string mask_phones(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    std::size_t digits = 0;
    while (digits < text.size() && is_digit(text[digits])) ++digits;
    const auto run = text.substr(0, std::max<std::size_t>(digits, 1));
    out += digits == 12 && run.starts_with("998") ? mask_phone(run) : std::string{run};
    text.remove_prefix(run.size());
  }
  return out;
}

} // namespace engine
