#include "devices/simulators/fiscal/fiscal_wire.h"
#include <boost/asio/buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <charconv>
#include <fmt/format.h>

namespace devices::sim {
namespace {

namespace http = boost::beast::http;

constexpr std::uint64_t body_limit = 4 * 1024 * 1024;
using namespace std::string_view_literals;
constexpr auto boot_noise = "\r\n\x01\xfe"
                            "boot: HTT HTTP/x ok\r\n"sv;
constexpr auto garbage = "\x02\x00\xff{\"half\":\r\nHTTP/1.1 2x0 ?\r\n\r\n"sv;

std::string decode(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned byte = 0;
    if (text[i] == '%' && i + 2 < text.size() &&
        std::from_chars(text.data() + i + 1, text.data() + i + 3, byte, 16).ptr == text.data() + i + 3) {
      out += static_cast<char>(byte);
      i += 2;
    } else {
      out += text[i] == '+' ? ' ' : text[i];
    }
  }
  return out;
}

/// Where the whole number of this field stands; both npos: nowhere.
std::pair<std::size_t, std::size_t> digits_behind(std::string_view body, std::string_view field) {
  const auto key = fmt::format("\"{}\":", field);
  auto begin = body.find(key);
  if (begin == std::string_view::npos) return {begin, begin};
  begin += key.size();
  return {begin, body.find_first_not_of("0123456789", begin)};
}

std::optional<std::int64_t> number_in(std::string_view body) {
  const auto [begin, end] = digits_behind(body, "number");
  std::int64_t number = 0;
  if (end == std::string_view::npos || std::from_chars(body.data() + begin, body.data() + end, number).ec != std::errc{})
    return std::nullopt;
  return number;
}

} // namespace

void split_target(const std::string& target, SimRequest& request) {
  const auto mark = target.find('?');
  request.path = target.substr(0, mark);
  if (!request.path.ends_with('/')) request.path += '/';
  if (mark == std::string::npos) return;
  std::string_view rest = std::string_view(target).substr(mark + 1);
  while (!rest.empty()) {
    const auto end = std::min(rest.find('&'), rest.size());
    const auto pair = rest.substr(0, end);
    const auto equals = std::min(pair.find('='), pair.size());
    request.query[decode(pair.substr(0, equals))] = equals < pair.size() ? decode(pair.substr(equals + 1)) : std::string();
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
}

struct FiscalWire::Reader {
  std::string buffer;
  std::unique_ptr<http::request_parser<http::string_body>> parser;
  bool half_read = false; ///< the parser has the beginning of a request
  Reader() { renew(); }
  void renew() {
    half_read = false;
    parser = std::make_unique<http::request_parser<http::string_body>>();
    parser->body_limit(body_limit);
    parser->eager(true);
  }
};

FiscalWire::FiscalWire(FiscalModel& model, Kind kind) : model_(model), kind_(kind), reader_(std::make_unique<Reader>()) {}
FiscalWire::~FiscalWire() = default;

void FiscalWire::reset() {
  *reader_ = Reader();
  held_back_.clear();
}

std::vector<WireReply> FiscalWire::on_bytes(std::span<const std::uint8_t> bytes) {
  std::vector<WireReply> replies;
  reader_->buffer.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  while (!reader_->buffer.empty()) {
    boost::beast::error_code error;
    const auto used = reader_->parser->put(boost::asio::buffer(reader_->buffer), error);
    reader_->buffer.erase(0, used);
    reader_->half_read = reader_->half_read || used > 0;
    if (error == http::error::need_more) break;
    if (error) { // unreadable: a real box answers 400 and ends the connection
      replies.push_back({"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", {}, true});
      *reader_ = Reader();
      break;
    }
    if (!reader_->parser->is_done()) {
      if (used == 0) break;
      continue;
    }
    SimRequest request;
    const auto& message = reader_->parser->get();
    request.method = std::string(message.method_string());
    request.body = message.body();
    split_target(std::string(message.target()), request);
    if (request.registers() && model_.faults.misread > 0) misread(request);
    if (sent_as_) compare(request, std::string_view(message.target()));
    const bool keep_alive = message.keep_alive();
    reader_->renew();
    replies.push_back(reply_to(request, keep_alive));
  }
  if (reader_->buffer.empty() && !reader_->half_read) sent_as_.reset();
  return replies;
}

void FiscalWire::damaged(std::string_view sent_as) { sent_as_ = sent_as; }

/// Compares the request, which may have been damaged on the line, with the request as it was sent.
void FiscalWire::compare(SimRequest& request, std::string_view target) const {
  request.damaged = true;
  const std::string_view sent = *sent_as_;
  const auto head = std::min(sent.find("\r\n\r\n"), sent.size());
  const auto body = sent.substr(std::min(head + 4, sent.size()));
  if (!request.registers() || (body == request.body && sent.substr(0, head).find(fmt::format(" {} ", target)) != std::string_view::npos))
    return;
  request.sent_number = number_in(body).value_or(request.sent_number);
}

/// The last digit of the number, or of a sum, arrives as the next one.
void FiscalWire::misread(SimRequest& request) {
  auto& faults = model_.faults;
  const auto digits_of = [&](const std::string& field) { return digits_behind(request.body, field); };
  const auto number = number_in(request.body);
  const auto [begin, end] = digits_of(faults.misread_field.empty() ? "number" : faults.misread_field);
  if (!number || begin == end || end == std::string::npos) return;
  --faults.misread;
  request.damaged = true;
  request.sent_number = *number;
  auto& digit = request.body[end - 1];
  digit = digit == '9' ? '0' : static_cast<char>(digit + 1);
  model_.log(request.path + ": a digit arrived as another");
}

WireReply FiscalWire::reply_to(const SimRequest& request, bool keep_alive) {
  auto& faults = model_.faults;
  const bool meant = faults.path.empty() ? request.registers() : request.path == faults.path;
  const auto strikes = [&](int& counter) {
    if (!meant || counter <= 0) return false;
    --counter;
    return true;
  };
  if (strikes(faults.no_answer_before)) {
    model_.log(request.path + ": line ended before it was executed");
    return {"", {}, true};
  }
  const auto answer = model_.handle(request);
  if (answer.status == 0) return {};
  if (strikes(faults.no_answer_after)) {
    model_.log(request.path + ": executed, line ended without an answer");
    return {"", faults.slow, true};
  }
  if (strikes(faults.silent_after)) {
    model_.log(request.path + ": executed, no answer");
    return {};
  }
  if (strikes(faults.garbage)) return {std::string(garbage), faults.slow, kind_ == Kind::connection};
  std::string bytes = write(answer, keep_alive);
  if (strikes(faults.late)) {
    held_back_ += bytes;
    return {};
  }
  if (faults.noise) bytes.insert(0, boot_noise);
  bytes.insert(0, std::exchange(held_back_, {}));
  return {std::move(bytes), faults.slow, !keep_alive && kind_ == Kind::connection};
}

std::string FiscalWire::write(const SimAnswer& answer, bool keep_alive) const {
  std::string head = fmt::format("HTTP/1.1 {} {}\r\nServer: fbox\r\nContent-Type: {}\r\n", answer.status,
                                 answer.status == 200 ? "OK" : "Error", answer.content_type);
  if (model_.faults.drop_length_header) return head + "\r\n" + answer.body;
  head += keep_alive ? "Connection: keep-alive\r\n" : "Connection: close\r\n";
  if (!model_.faults.chunked) return head + fmt::format("Content-Length: {}\r\n\r\n{}", answer.body.size(), answer.body);
  std::string bytes = head + "Transfer-Encoding: chunked\r\n\r\n";
  constexpr std::size_t piece = 100;
  for (std::size_t at = 0; at < answer.body.size(); at += piece) {
    const auto part = answer.body.substr(at, piece);
    bytes += fmt::format("{:x}\r\n{}\r\n", part.size(), part);
  }
  return bytes + "0\r\n\r\n";
}

} // namespace devices::sim
