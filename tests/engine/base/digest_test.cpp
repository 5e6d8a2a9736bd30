#include "engine/base/digest.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace engine::test {
namespace {

std::string sha(std::string_view text) {
  Sha256 hash;
  return to_hex(hash.update(text).finish());
}

TEST(Sha256, KnownVectors) { // FIPS 180-2, appendix B
  EXPECT_EQ(sha(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

TEST(HmacSha256, KnownVectors) { // RFC 4231, cases 1, 2 and 6
  EXPECT_EQ(to_hex(hmac_sha256(std::string(20, '\x0b'), "Hi There")), "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  EXPECT_EQ(to_hex(hmac_sha256("Jefe", "what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(to_hex(hmac_sha256(std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First")),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST(Sha256, IsReadyForTheNextMessage) {
  Sha256 hash;
  hash.update("something else").finish();
  EXPECT_EQ(to_hex(hash.update("abc").finish()), sha("abc"));
}

RC_GTEST_PROP(Sha256Properties, PiecesAreTheWhole, (const std::string& a, const std::string& b)) {
  Sha256 hash;
  RC_ASSERT(to_hex(hash.update(a).update(b).finish()) == sha(a + b));
}

} // namespace
} // namespace engine::test
