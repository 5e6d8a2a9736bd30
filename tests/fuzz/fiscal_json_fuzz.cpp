// The fiscal module's JSON: a tree writes back to what reads the same, numbers stay the characters that they
// were, and every answer is read or refused.
#include "devices/fiscal/fiscal_json.h"
#include "engine/store/json_writer.h"
#include "tests/fuzz/fuzz.h"
#include <algorithm>

namespace {

using namespace devices::fiscal;
using Writer = engine::store::JsonWriter<std::string>;

void write(Writer& out, const JsonNode& node) {
  switch (node.kind) {
  case JsonNode::Kind::null: out.null(); break;
  case JsonNode::Kind::boolean:
  case JsonNode::Kind::number: out.number(node.text); break;
  case JsonNode::Kind::string: out.string(node.text); break;
  case JsonNode::Kind::array:
    out.open_array();
    for (const auto& item : node.items) write(out, item);
    out.close_array();
    break;
  case JsonNode::Kind::object:
    out.open_object();
    for (const auto& [key, value] : node.fields) write(out.key(key), value);
    out.close_object();
  }
}

bool same(const JsonNode& a, const JsonNode& b) {
  return a.kind == b.kind && a.text == b.text && std::ranges::equal(a.items, b.items, same) &&
         std::ranges::equal(a.fields, b.fields,
                            [](const auto& x, const auto& y) { return x.first == y.first && same(x.second, y.second); });
}

/// Whole numbers are their digits, however many there are: a double would have lost some.
void check_numbers(const JsonNode& node) {
  if (const auto number = node.as_integer(); number && node.kind == JsonNode::Kind::number) {
    const auto digits = node.text.substr(0, node.text.find('.'));
    fuzz::require(std::to_string(*number) == digits || (*number == 0 && digits == "-0"), "a whole number is its digits");
  }
  for (const auto& item : node.items) check_numbers(item);
  for (const auto& [key, value] : node.fields) check_numbers(value);
}

void read_every_way(const JsonNode& data) {
  static_cast<void>(read_info(data));
  if (const auto sign = read_sign(data)) {
    const auto said = data["fiscal_sign"].as_text();
    fuzz::require(sign->fiscal_sign == data["fiscal_sign"].as_words(64), "a sign keeps its leading zeros");
    fuzz::require(sign->fiscal_sign.size() <= 64 && sign->qr_url.size() <= 2000, "what the module says is bounded");
    fuzz::require(std::ranges::none_of(sign->fiscal_sign, [](unsigned char c) { return c < 0x20 || c == 0x7F; }), "no control characters");
    if (said.size() <= 64 && std::ranges::all_of(said, [](unsigned char c) { return c > 0x1F && c < 0x7F; }))
      fuzz::require(sign->fiscal_sign == said, "and nothing else is touched");
  }
  static_cast<void>(read_zreport(data));
  static_cast<void>(read_last(data));
  static_cast<void>(is_open_answer(data));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::text_of(data, size);
  const auto tree = parse_json_tree(text);
  if (tree) {
    fuzz::require(is_utf8(text), "what is read is UTF-8");
    std::string written;
    Writer writer(written);
    write(writer, *tree);
    const auto again = parse_json_tree(written);
    fuzz::require(again && same(*tree, *again), "a tree that is written is read back");
    check_numbers(*tree);
    read_every_way(*tree);
  } else {
    fuzz::require(!tree.error().empty(), "a refusal says why");
  }
  if (const auto answer = read_answer(text)) {
    fuzz::require(tree.has_value(), "an envelope is JSON");
    read_every_way(answer->data);
    if (!answer->success) static_cast<void>(classify(answer->error));
  }
  return 0;
}
