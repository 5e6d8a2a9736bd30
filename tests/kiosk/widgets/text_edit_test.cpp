#include "kiosk/widgets/text_edit.h"
#include "kiosk/widgets/typed_text.h"
#include <gtest/gtest.h>

namespace kiosk {
namespace {

TEST(TextEdit, types_letters_of_every_length) {
  TextEdit edit(10);
  EXPECT_TRUE(edit.insert("Gúl"));
  EXPECT_TRUE(edit.insert("\u01F5"));
  EXPECT_EQ(edit.text(), "Gúl\u01F5");
  EXPECT_EQ(edit.characters(), 4U);
  EXPECT_EQ(edit.caret(), edit.text().size());
  EXPECT_TRUE(edit.backspace());
  EXPECT_TRUE(edit.backspace());
  EXPECT_TRUE(edit.backspace());
  EXPECT_EQ(edit.text(), "G");
  EXPECT_TRUE(edit.backspace());
  EXPECT_FALSE(edit.backspace());
}

TEST(TextEdit, caret_stays_between_characters) {
  TextEdit edit;
  edit.set("aáb");
  edit.left(), edit.left();
  EXPECT_EQ(edit.caret(), 1U);
  edit.insert("ń");
  EXPECT_EQ(edit.text(), "ańáb");
  EXPECT_TRUE(edit.remove_next());
  EXPECT_EQ(edit.text(), "ańb");
  edit.home();
  EXPECT_FALSE(edit.backspace());
  edit.left();
  edit.right();
  EXPECT_EQ(edit.caret(), 1U);
  edit.put_caret(2); // inside ń
  EXPECT_EQ(edit.caret(), 1U);
  edit.put_caret(99);
  EXPECT_EQ(edit.caret(), edit.text().size());
  edit.right();
  EXPECT_FALSE(edit.remove_next());
}

TEST(TextEdit, is_bounded_in_characters) {
  TextEdit edit(3);
  EXPECT_TRUE(edit.insert("áńóú"));
  EXPECT_EQ(edit.text(), "áńó");
  EXPECT_FALSE(edit.insert("x"));
  EXPECT_TRUE(edit.full());
}

TEST(TextEdit, drops_what_is_no_text) {
  TextEdit edit;
  EXPECT_FALSE(edit.insert("\n\t\x7F\x80\xC3"));
  EXPECT_TRUE(edit.insert("a\xFF"
                          "b"));
  EXPECT_EQ(edit.text(), "ab");
  TextEdit digits(4, Accepts::digits);
  EXPECT_TRUE(digits.insert("+9a1-2"));
  EXPECT_EQ(digits.text(), "912");
}

TEST(TypedText, gives_characters_in_order_and_forgets_them) {
  TypedText typed;
  typed.append("aǵ\b");
  EXPECT_EQ(typed.next(), "a");
  EXPECT_EQ(typed.next(), "ǵ");
  EXPECT_EQ(typed.next(), "\b");
  EXPECT_EQ(typed.next(), "");
  EXPECT_TRUE(typed.empty());
}

TEST(TypedText, is_bounded_and_never_cuts_a_character) {
  TypedText typed;
  for (int i = 0; i < 100; ++i) typed.append("ǵ");
  EXPECT_EQ(typed.text().size(), 128U);
  typed.append("x");
  EXPECT_EQ(typed.text().size(), 128U);
  typed.clear();
  typed.append("8600");
  const auto* bytes = typed.text().data();
  typed.clear();
  EXPECT_EQ(std::string_view(bytes, 4), std::string_view("\0\0\0\0", 4)) << "a card digit stays behind";
}

} // namespace
} // namespace kiosk
