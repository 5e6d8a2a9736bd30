#include "devices/fiscal/http_codec.h"
#include <algorithm>
#include <charconv>
#include <fmt/format.h>

namespace devices::fiscal {
namespace {

constexpr std::string_view start_mark = "HTTP/1.";
constexpr std::size_t max_chunk_line = 1024;

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

std::string_view trim(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

/// Whole text as a number, or nothing.
std::optional<std::size_t> number(std::string_view text, int base) {
  std::size_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

/// Where the head ends: after its empty line. Lines may end with LF alone.
std::optional<std::size_t> head_end(std::string_view buffer) {
  for (std::size_t at = buffer.find('\n'); at != std::string_view::npos; at = buffer.find('\n', at + 1)) {
    if (buffer.substr(at + 1, 1) == "\n") return at + 2;
    if (buffer.substr(at + 1, 2) == "\r\n") return at + 3;
  }
  return std::nullopt;
}

} // namespace

std::string encode_query_value(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       std::string_view("-._~:").find(c) != std::string_view::npos;
    if (plain) {
      out += c;
    } else {
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return out;
}

std::string write_http_request(const HttpRequest& request, std::string_view host, bool keep_open) {
  std::string out = fmt::format("{} {} HTTP/1.1\r\nHost: {}\r\nAccept: application/json, */*; q=0.01\r\nConnection: {}\r\n", request.method,
                                request.target, host, keep_open ? "keep-alive" : "close");
  if (!request.body.empty() || request.method == "POST")
    out += fmt::format("Content-Type: application/json; charset=UTF-8\r\nContent-Length: {}\r\n", request.body.size());
  return out + "\r\n" + request.body;
}

JsonEnd::State JsonEnd::next(char c) {
  if (in_string_) {
    if (escaped_) {
      escaped_ = false;
    } else if (c == '\\') {
      escaped_ = true;
    } else if (c == '"') {
      in_string_ = false;
    }
    return State::open;
  }
  if (c == '{' || (c == '[' && depth_ > 0)) {
    ++depth_;
  } else if ((c == '}' || c == ']') && depth_ > 0) {
    if (--depth_ == 0) return State::complete;
  } else if (depth_ == 0 && c != ' ' && c != '\t' && c != '\r' && c != '\n') {
    return State::not_an_object;
  } else if (c == '"') {
    in_string_ = true;
  }
  return State::open;
}

void HttpReader::add(std::span<const std::uint8_t> bytes) { buffer_.append(reinterpret_cast<const char*>(bytes.data()), bytes.size()); }

void HttpReader::reset() { *this = HttpReader(line_); }

HttpReader::Event HttpReader::broken(std::string why) {
  // The part of this answer that was read is worthless; on a noisy line the search for the next answer starts right behind it.
  const auto line = line_;
  const auto ended = ended_;
  const auto dropped = dropped_;
  std::string rest = line == Line::noisy ? std::move(buffer_) : std::string();
  *this = HttpReader(line);
  buffer_ = std::move(rest);
  ended_ = ended;
  dropped_ = dropped;
  return Broken{std::move(why)};
}

HttpReader::Event HttpReader::finish() {
  Event event = std::move(response_);
  response_ = {};
  phase_ = Phase::head;
  json_end_ = {};
  json_possible_ = true;
  scanned_ = trailer_bytes_ = remaining_ = 0;
  return event;
}

bool HttpReader::find_start() {
  std::size_t at = 0;
  if (line_ == Line::clean) {
    at = std::min(buffer_.find_first_not_of("\r\n"),
                  buffer_.size()); // RFC 9112 2.2: empty lines before are ignored
    buffer_.erase(0, at);
    const auto seen = std::min(buffer_.size(), start_mark.size());
    return std::string_view(buffer_).substr(0, seen) == start_mark.substr(0, seen);
  }
  at = buffer_.find(start_mark);
  if (at == std::string::npos) { // its first letters may stand at the very end
    at = buffer_.size() - std::min(buffer_.size(), start_mark.size() - 1);
    while (at < buffer_.size() && !start_mark.starts_with(std::string_view(buffer_).substr(at))) ++at;
  }
  dropped_ += at;
  buffer_.erase(0, at);
  return true;
}

std::optional<std::string> HttpReader::parse_head(std::string_view head) {
  const auto line_end = head.find('\n');
  const std::string_view status_line = trim(head.substr(0, line_end));
  // "HTTP/1.1 200 OK"; the reason may be missing
  const auto status = number(status_line.substr(std::min<std::size_t>(9, status_line.size()), 3), 10);
  if (status_line.size() < 12 || status_line[8] != ' ' || !status || *status < 100 || *status > 599 ||
      (status_line.size() > 12 && status_line[12] != ' '))
    return "no status line";
  response_ = {};
  response_.status = static_cast<int>(*status);
  response_.must_close = status_line[7] == '0';

  bool chunked = false;
  std::optional<std::size_t> length;
  head.remove_prefix(line_end + 1);
  while (!head.empty()) {
    const auto end = head.find('\n');
    const std::string_view field = head.substr(0, end);
    head.remove_prefix(end == std::string_view::npos ? head.size() : end + 1);
    if (trim(field).empty()) break;
    const auto colon = field.find(':');
    if (colon == std::string_view::npos || colon == 0) return "a header without a colon";
    const std::string name = lower(trim(field.substr(0, colon)));
    const std::string value = lower(trim(field.substr(colon + 1)));
    if (name == "content-length") {
      const auto n = number(value, 10);
      if (!n) return "an unreadable Content-Length";
      if (length && *length != *n) return "two different Content-Lengths";
      length = n;
    } else if (name == "transfer-encoding") {
      if (value != "chunked" && value != "identity") return "an unknown Transfer-Encoding";
      chunked = value == "chunked";
    } else if (name == "connection") {
      if (value.find("close") != std::string::npos) response_.must_close = true;
      if (value.find("keep-alive") != std::string::npos) response_.must_close = false;
    } else if (name == "content-type") {
      response_.content_type = value;
    }
  }
  if (response_.status < 200 || response_.status == 204 || response_.status == 304) {
    remaining_ = 0;
    phase_ = Phase::length;
  } else if (chunked) {
    phase_ = Phase::chunk_size;
  } else if (length) {
    if (*length > max_http_body) return fmt::format("a body of {} bytes", *length);
    remaining_ = *length;
    phase_ = Phase::length;
  } else {
    response_.must_close = true;
    phase_ = Phase::until_json_or_close;
  }
  return std::nullopt;
}

std::optional<HttpReader::Event> HttpReader::read_head() {
  if (!find_start()) return broken("not an HTTP answer");
  const auto end = head_end(std::string_view(buffer_).substr(0, max_http_head));
  if (!end) {
    if (buffer_.size() >= max_http_head) {
      buffer_.erase(0, start_mark.size());
      return broken("a head above 16 KiB");
    }
    if (!ended_) return NeedMore{};
    const bool cut = !buffer_.empty();
    buffer_.clear();
    return cut ? broken("the connection ended inside the head") : Event{NeedMore{}};
  }
  const std::string head = buffer_.substr(0, *end);
  if (auto fault = parse_head(head)) {
    buffer_.erase(0, start_mark.size());
    return broken(*fault);
  }
  buffer_.erase(0, *end);
  if (response_.status < 200) phase_ = Phase::head; // 100 Continue: the answer is still to come
  return std::nullopt;
}

std::optional<HttpReader::Event> HttpReader::read_chunk_size() {
  const auto end = buffer_.find('\n');
  if (end == std::string::npos) {
    if (buffer_.size() > max_chunk_line) return broken("a chunk size without an end");
    return ended_ ? broken("the connection ended inside the body") : Event{NeedMore{}};
  }
  const std::string_view line = std::string_view(buffer_).substr(0, end);
  const auto size = number(trim(line.substr(0, line.find(';'))), 16);
  if (!size) return broken("an unreadable chunk size");
  if (*size > max_http_body - response_.body.size()) return broken("a body above 1 MiB");
  buffer_.erase(0, end + 1);
  remaining_ = *size;
  phase_ = *size == 0 ? Phase::trailers : Phase::chunk_data;
  return std::nullopt;
}

std::optional<HttpReader::Event> HttpReader::read_trailers() {
  const auto end = buffer_.find('\n');
  if (end == std::string::npos) {
    if (buffer_.size() > max_chunk_line) return broken("a trailer without an end");
    return ended_ ? broken("the connection ended inside the body") : Event{NeedMore{}};
  }
  trailer_bytes_ += end;
  if (trailer_bytes_ > max_http_head) return broken("trailers above 16 KiB");
  const bool last = trim(std::string_view(buffer_).substr(0, end)).empty();
  buffer_.erase(0, end + 1);
  if (last) return finish();
  return std::nullopt;
}

std::optional<HttpReader::Event> HttpReader::read_open_ended() {
  while (json_possible_ && scanned_ < buffer_.size()) {
    const auto state = json_end_.next(buffer_[scanned_++]);
    if (state == JsonEnd::State::complete) {
      response_.body = buffer_.substr(0, scanned_);
      buffer_.erase(0, scanned_);
      return finish();
    }
    json_possible_ = state == JsonEnd::State::open;
  }
  if (!json_possible_ && line_ == Line::noisy) { // a serial line has no end; the rest is dropped as noise, however the bytes were cut
    response_.body = buffer_.substr(0, scanned_);
    buffer_.erase(0, scanned_);
    return finish();
  }
  if (buffer_.size() > max_http_body) {
    buffer_.clear();
    return broken("a body above 1 MiB");
  }
  if (!ended_) return NeedMore{};
  response_.body = std::move(buffer_);
  buffer_.clear();
  return finish();
}

HttpReader::Event HttpReader::next() {
  for (;;) {
    std::optional<Event> event;
    switch (phase_) {
    case Phase::head: event = read_head(); break;
    case Phase::length:
    case Phase::chunk_data: {
      const auto taken = std::min(remaining_, buffer_.size());
      response_.body.append(buffer_, 0, taken);
      buffer_.erase(0, taken);
      remaining_ -= taken;
      if (remaining_ > 0) {
        event = ended_ ? broken("the connection ended inside the body") : Event{NeedMore{}};
      } else if (phase_ == Phase::length) {
        event = finish();
      } else {
        phase_ = Phase::chunk_end;
      }
      break;
    }
    case Phase::chunk_size: event = read_chunk_size(); break;
    case Phase::chunk_end: {
      const auto end = buffer_.find('\n');
      if (end == std::string::npos && buffer_.size() < 2) {
        event = ended_ ? broken("the connection ended inside the body") : Event{NeedMore{}};
      } else if (end == std::string::npos || !trim(std::string_view(buffer_).substr(0, end)).empty()) {
        event = broken("a chunk longer than its size");
      } else {
        buffer_.erase(0, end + 1);
        phase_ = Phase::chunk_size;
      }
      break;
    }
    case Phase::trailers: event = read_trailers(); break;
    case Phase::until_json_or_close: event = read_open_ended(); break;
    }
    if (event) return *event;
  }
}

} // namespace devices::fiscal
