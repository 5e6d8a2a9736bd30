// Answers are read three ways (whole, byte by byte, with trailing bytes), with every way of telling the end.
#include "devices/fiscal/http_codec.h"
#include <gtest/gtest.h>

using namespace devices::fiscal;

namespace {

std::span<const std::uint8_t> bytes(std::string_view text) { return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}; }

struct Got {
  std::vector<HttpResponse> answers;
  std::vector<std::string> faults;
};

void drain(HttpReader& reader, Got& got) {
  for (;;) {
    auto event = reader.next();
    if (std::holds_alternative<HttpReader::NeedMore>(event)) return;
    if (auto* answer = std::get_if<HttpResponse>(&event)) got.answers.push_back(*answer);
    if (auto* fault = std::get_if<HttpReader::Broken>(&event)) {
      got.faults.push_back(fault->why);
      if (got.faults.size() > 50) return; // a reader that never stops complaining would hang here
    }
  }
}

Got read_whole(std::string_view text, HttpReader::Line line = HttpReader::Line::clean, bool end = false) {
  HttpReader reader(line);
  Got got;
  reader.add(bytes(text));
  drain(reader, got);
  if (end) reader.end_of_stream();
  drain(reader, got);
  return got;
}

Got read_bytewise(std::string_view text, HttpReader::Line line = HttpReader::Line::clean, bool end = false) {
  HttpReader reader(line);
  Got got;
  for (const char c : text) {
    reader.add(bytes({&c, 1}));
    drain(reader, got);
  }
  if (end) reader.end_of_stream();
  drain(reader, got);
  return got;
}

const std::string json = R"({"data":{"name":"a } \" \\ { ]","list":[1,[2]]},"error":null,"is_success":true})";

std::string with_length(const std::string& body) {
  return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

std::string chunked(const std::string& body) {
  std::string out = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  char size[32];
  for (std::size_t at = 0; at < body.size(); at += 7) {
    const auto piece = body.substr(at, 7);
    snprintf(size, sizeof size, "%zX;x=y\r\n", piece.size());
    out += size + piece + "\r\n";
  }
  return out + "0\r\nTrailer: t\r\n\r\n";
}

const std::string no_length = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n" + json;

} // namespace

TEST(HttpReader, EveryEndThreeWays) {
  for (const auto& text : {with_length(json), chunked(json), no_length, "HTTP/1.1 100 Continue\r\n\r\n" + with_length(json),
                           "\r\n" + with_length(json), "HTTP/1.0 200\nContent-Length: " + std::to_string(json.size()) + "\n\n" + json}) {
    for (const auto line : {HttpReader::Line::clean, HttpReader::Line::noisy}) {
      for (const auto& got : {read_whole(text, line), read_bytewise(text, line)}) {
        ASSERT_EQ(got.answers.size(), 1U) << text;
        EXPECT_EQ(got.answers[0].body, json);
        EXPECT_EQ(got.answers[0].status, 200);
        EXPECT_TRUE(got.faults.empty());
      }
      const auto twice = read_whole(text + text, line);
      EXPECT_EQ(twice.answers.size(), 2U) << text;
    }
  }
}

TEST(HttpReader, TrailingBytesStayInTheBuffer) {
  HttpReader reader(HttpReader::Line::clean);
  reader.add(bytes(with_length(json) + "HTT"));
  EXPECT_TRUE(std::holds_alternative<HttpResponse>(reader.next()));
  EXPECT_EQ(reader.buffered(), 3U);
  EXPECT_TRUE(std::holds_alternative<HttpReader::NeedMore>(reader.next()));
}

TEST(HttpReader, NoLengthAndNoJsonEndsWithTheConnection) {
  const std::string page = "HTTP/1.1 502 Bad Gateway\r\nContent-Type: text/html\r\n\r\n<html>{}</html>";
  EXPECT_TRUE(read_whole(page).answers.empty());
  const auto got = read_bytewise(page, HttpReader::Line::clean, true);
  ASSERT_EQ(got.answers.size(), 1U);
  EXPECT_EQ(got.answers[0].status, 502);
  EXPECT_EQ(got.answers[0].body, "<html>{}</html>");
  EXPECT_TRUE(got.answers[0].must_close);
}

TEST(HttpReader, EmptyBodies) {
  EXPECT_EQ(read_whole("HTTP/1.1 204 No Content\r\n\r\n").answers.size(), 1U);
  EXPECT_EQ(read_whole("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").answers.size(), 1U);
  EXPECT_EQ(read_whole("HTTP/1.1 200 OK\r\n\r\n", HttpReader::Line::clean, true).answers.size(), 1U);
}

TEST(HttpReader, ConnectionHeader) {
  const auto answer = [](std::string head) { return read_whole(head + "Content-Length: 2\r\n\r\n{}").answers.at(0).must_close; };
  EXPECT_FALSE(answer("HTTP/1.1 200 OK\r\n"));
  EXPECT_TRUE(answer("HTTP/1.1 200 OK\r\nConnection: Close\r\n"));
  EXPECT_TRUE(answer("HTTP/1.0 200 OK\r\n"));
  EXPECT_FALSE(answer("HTTP/1.0 200 OK\r\nConnection: keep-alive\r\n"));
}

TEST(HttpReader, FaultsAreNamed) {
  struct Case {
    std::string text, why;
  };
  for (const auto& c : {
           Case{"SSH-2.0-x\r\n", "not an HTTP answer"},
           Case{"HTTP/1.1 2x0 OK\r\n\r\n", "no status line"},
           Case{"HTTP/1.1 200OK\r\n\r\n", "no status line"},
           Case{"HTTP/1.1 \r\n\r\n", "no status line"},
           Case{"HTTP/1.1 999 OK\r\n\r\n", "no status line"},
           Case{"HTTP/1.1 200 OK\r\nnonsense\r\n\r\n", "a header without a colon"},
           Case{"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", "an unreadable Content-Length"},
           Case{"HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n", "an unreadable Content-Length"},
           Case{"HTTP/1.1 200 OK\r\nContent-Length: 1048577\r\n\r\n", "a body of 1048577 bytes"},
           Case{"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", "two different Content-Lengths"},
           Case{"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n", "an unknown Transfer-Encoding"},
           Case{"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "an unreadable chunk size"},
           Case{"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n100001\r\n", "a body above 1 MiB"},
           Case{"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}}\r\n", "a chunk longer than its size"},
           Case{"HTTP/1.1 200 OK\r\nX: " + std::string(max_http_head, 'a'), "a head above 16 KiB"},
       }) {
    const auto got = read_bytewise(c.text);
    ASSERT_FALSE(got.faults.empty()) << c.why;
    EXPECT_EQ(got.faults[0], c.why);
    EXPECT_TRUE(got.answers.empty());
  }
}

TEST(HttpReader, EndInTheMiddleIsAFault) {
  for (const auto& text : {with_length(json), chunked(json)}) {
    for (std::size_t cut = 1; cut < text.size(); ++cut) {
      const auto got = read_whole(text.substr(0, cut), HttpReader::Line::clean, true);
      EXPECT_TRUE(got.answers.empty()) << cut;
      EXPECT_EQ(got.faults.size(), 1U) << cut;
    }
  }
}

TEST(HttpReader, UnboundedBodyIsRefused) {
  const auto got = read_whole("HTTP/1.1 200 OK\r\n\r\n{\"a\":\"" + std::string(max_http_body, 'x'));
  ASSERT_EQ(got.faults.size(), 1U);
  EXPECT_EQ(got.faults[0], "a body above 1 MiB");
}

TEST(HttpReader, SerialNoiseIsDroppedBeforeAndBetweenAnswers) {
  const std::string noise("\x00\xff{\"x\":HTT HTTP/ boot ok\r\n", 25);
  for (const auto& got : {read_whole(noise + no_length + noise + with_length(json) + noise, HttpReader::Line::noisy),
                          read_bytewise(noise + no_length + noise + with_length(json) + noise, HttpReader::Line::noisy)}) {
    ASSERT_EQ(got.answers.size(), 2U);
    EXPECT_EQ(got.answers[0].body, json);
    EXPECT_EQ(got.answers[1].body, json);
  }
}

TEST(HttpReader, SerialResyncsAfterABrokenAnswer) {
  for (const auto& bad : {std::string("HTTP/1.1 2x0\r\n\r\n"), std::string("HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n{}"),
                          std::string("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}")}) {
    const auto got = read_bytewise(bad + no_length, HttpReader::Line::noisy);
    ASSERT_EQ(got.answers.size(), 1U) << bad;
    EXPECT_EQ(got.answers[0].body, json);
    EXPECT_FALSE(got.faults.empty());
  }
}

/// A serial line has no end: a page without a length that is no JSON would be waited for until the deadline.
TEST(HttpReader, SerialPageWithoutALengthIsHandedOutAtOnce) {
  const auto got =
      read_bytewise("HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n<html>{}</html>" + no_length, HttpReader::Line::noisy);
  ASSERT_EQ(got.answers.size(), 2U);
  EXPECT_EQ(got.answers[0].status, 404);
  EXPECT_EQ(got.answers[1].body, json);
}

TEST(JsonEnd, FindsTheEndOfAnObject) {
  struct Case {
    std::string text;
    int end; // -1: open, -2: not an object
  };
  for (const auto& c :
       {Case{"{}", 2}, Case{" \r\n{}{}", 5}, Case{R"({"a":"}"})", 9}, Case{R"({"a":"\"}"})", 11}, Case{R"({"a":"\\"})", 10},
        Case{"{[{}]}", 6}, Case{"{", -1}, Case{R"({"}")", -1}, Case{"[1]", -2}, Case{"x{}", -2}, Case{"}", -2}, Case{"\"a\"", -2}}) {
    JsonEnd scan;
    int end = -1;
    for (std::size_t i = 0; i < c.text.size() && end == -1; ++i) {
      const auto state = scan.next(c.text[i]);
      if (state == JsonEnd::State::complete) end = static_cast<int>(i) + 1;
      if (state == JsonEnd::State::not_an_object) end = -2;
    }
    EXPECT_EQ(end, c.end) << c.text;
  }
}

TEST(HttpRequest, IsWrittenAsTheModuleReadsIt) {
  EXPECT_EQ(write_http_request({"GET", "/zreport/open/?time=" + encode_query_value("2024-01-09 15:53:15"), ""}, "192.168.1.50:8080", false),
            "GET /zreport/open/?time=2024-01-09%2015:53:15 HTTP/1.1\r\nHost: 192.168.1.50:8080\r\n"
            "Accept: application/json, */*; q=0.01\r\nConnection: close\r\n\r\n");
  EXPECT_EQ(write_http_request({"POST", "/order/create/", "{}"}, "fbox", true),
            "POST /order/create/ HTTP/1.1\r\nHost: fbox\r\nAccept: application/json, */*; "
            "q=0.01\r\nConnection: keep-alive\r\n"
            "Content-Type: application/json; charset=UTF-8\r\nContent-Length: 2\r\n\r\n{}");
  EXPECT_EQ(encode_query_value("a&b=é"), "a%26b%3D%C3%A9");
}
