#pragma once
// HTTP/1.1 as the fiscal module speaks it, over TCP or over a serial line (devices/fiscal/PROTOCOL.md section 2). Bytes in,
// answers out: no I/O, no clock. One request is open at a time, so answers need no pairing.
//
// An answer's end is told by, in this order: its kind (204, 304), chunked coding, Content-Length, and, when
// none of them is there, by the end of its JSON object (braces and brackets balanced, strings and escapes
// respected) or the end of the connection. On a serial line only the JSON object's end tells it. Bounds:
// head and trailers 16 KiB, body 1 MiB, checked before waiting for the bytes. Threading: a plain value per
// line.
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>

namespace devices::fiscal {

inline constexpr std::size_t max_http_head = 16 * 1024;
inline constexpr std::size_t max_http_body = 1024 * 1024;

struct HttpRequest {
  std::string method = "GET";
  std::string target; ///< path and query, already encoded
  std::string body;   ///< JSON; empty: none
};

/// `keep_open`: asks the module to keep the connection for the next request.
std::string write_http_request(const HttpRequest& request, std::string_view host, bool keep_open);

/// Everything but unreserved characters of RFC 3986 and ':' becomes %XX.
std::string encode_query_value(std::string_view text);

struct HttpResponse {
  int status = 0;
  std::string content_type;
  std::string body;
  bool must_close = false; ///< the connection cannot carry another answer
};

/// Finds the end of one JSON value that must be an object. Incremental; allocates nothing.
class JsonEnd {
public:
  enum class State { open, complete, not_an_object };
  /// Looks at the next byte. Bytes after `complete` are not to be shown.
  State next(char c);

private:
  int depth_ = 0;
  bool in_string_ = false;
  bool escaped_ = false;
};

class HttpReader {
public:
  /// noisy: a serial line, where foreign bytes may stand before an answer; they are dropped up to the next
  /// "HTTP/1.". It has no end: a body without a length is handed out at the byte with which it can be no JSON object.
  enum class Line { clean, noisy };
  explicit HttpReader(Line line) : line_(line) {}

  struct NeedMore {};
  struct Broken {
    std::string why; ///< on a clean line nothing more can be read from it; a noisy one resyncs by itself
  };
  using Event = std::variant<NeedMore, HttpResponse, Broken>;

  void add(std::span<const std::uint8_t> bytes);
  void end_of_stream() { ended_ = true; }
  /// Call until NeedMore.
  Event next();
  void reset();
  /// HTTP status of the answer whose body is being read; 0 before.
  [[nodiscard]] int status() const { return phase_ == Phase::head ? 0 : response_.status; }
  /// Bytes that belong to no answer so far; noise on a serial line, a fault on a connection.
  [[nodiscard]] std::size_t buffered() const { return buffer_.size(); }
  [[nodiscard]] std::size_t dropped() const { return dropped_; } ///< noise thrown away since reset()

private:
  enum class Phase { head, length, chunk_size, chunk_data, chunk_end, trailers, until_json_or_close };
  bool find_start();
  std::optional<Event> read_head();
  std::optional<std::string> parse_head(std::string_view head); ///< the fault, if there is one
  std::optional<Event> read_chunk_size();
  std::optional<Event> read_trailers();
  std::optional<Event> read_open_ended();
  Event finish();
  Event broken(std::string why);

  Line line_;
  Phase phase_ = Phase::head;
  std::string buffer_;
  HttpResponse response_;
  std::size_t remaining_ = 0; ///< of the body, or of the chunk in hand
  std::size_t trailer_bytes_ = 0;
  std::size_t scanned_ = 0; ///< of an open-ended body
  JsonEnd json_end_;
  bool json_possible_ = true;
  bool ended_ = false;
  std::size_t dropped_ = 0;
};

} // namespace devices::fiscal
