// Pictures are decoded in another process: kinds of files, refused files, which side is up, and the answers of a decoder that was taken over.
#include "kiosk/picture/picture_decoder.h"
#include "kiosk/picture/picture_head.h"
#include "kiosk/picture/picture_process.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <png.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <thread>
#include <turbojpeg.h>
#include <unistd.h>
#include <webp/encode.h>
#include <zlib.h>

namespace kiosk {
namespace {

namespace fs = std::filesystem;
using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;
using Bytes = std::vector<std::uint8_t>;
using Colour = std::array<int, 3>;
constexpr Colour red{255, 0, 0}, green{0, 255, 0}, blue{0, 0, 255}, white{255, 255, 255};

/// 64 x 32: red and green above, blue and white below.
Bytes quarters() {
  Bytes rgb;
  for (int y = 0; y < 32; ++y)
    for (int x = 0; x < 64; ++x)
      for (const int c : y < 16 ? (x < 32 ? red : green) : (x < 32 ? blue : white)) rgb.push_back(static_cast<std::uint8_t>(c));
  return rgb;
}

Bytes png(std::uint32_t width, std::uint32_t height, const Bytes& rgb) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  image.width = width, image.height = height, image.format = PNG_FORMAT_RGB;
  png_alloc_size_t size = 0;
  EXPECT_TRUE(png_image_write_to_memory(&image, nullptr, &size, 0, rgb.data(), 0, nullptr));
  Bytes file(size);
  EXPECT_TRUE(png_image_write_to_memory(&image, file.data(), &size, 0, rgb.data(), 0, nullptr));
  return file;
}

Bytes jpeg(int width, int height, const Bytes& rgb) {
  const auto handle = tjInitCompress();
  unsigned char* data = nullptr;
  unsigned long size = 0;
  EXPECT_EQ(tjCompress2(handle, rgb.data(), width, 0, height, TJPF_RGB, &data, &size, TJSAMP_444, 95, 0), 0);
  Bytes file(data, data + size);
  tjFree(data);
  tjDestroy(handle);
  return file;
}

Bytes webp(int width, int height, const Bytes& rgb) {
  std::uint8_t* data = nullptr;
  const auto size = WebPEncodeLosslessRGB(rgb.data(), width, height, width * 3, &data);
  Bytes file(data, data + size);
  WebPFree(data);
  return file;
}

void append(Bytes& to, std::string_view text) { to.insert(to.end(), text.begin(), text.end()); }
void append_number(Bytes& to, std::uint32_t value) {
  for (int shift = 24; shift >= 0; shift -= 8) to.push_back(static_cast<std::uint8_t>(value >> shift));
}

/// An orientation in an EXIF block, in either order of bytes.
Bytes tiff(int orientation, bool big) {
  const std::string_view text = big ? std::string_view{"MM\0\x2A\0\0\0\x08\0\1\1\x12\0\3\0\0\0\1\0\0\0\0\0\0\0\0", 26}
                                    : std::string_view{"II\x2A\0\x08\0\0\0\1\0\x12\1\3\0\1\0\0\0\0\0\0\0\0\0\0\0", 26};
  Bytes bytes(text.begin(), text.end());
  bytes[big ? 19 : 18] = static_cast<std::uint8_t>(orientation);
  return bytes;
}

Bytes with_exif(const Bytes& jpeg_file, int orientation, bool big) {
  Bytes file(jpeg_file.begin(), jpeg_file.begin() + 2);
  const auto inner = tiff(orientation, big);
  append(file, "\xFF\xE1");
  const auto length = inner.size() + 8;
  file.push_back(static_cast<std::uint8_t>(length >> 8U)), file.push_back(static_cast<std::uint8_t>(length));
  append(file, std::string_view{"Exif\0\0", 6});
  file.insert(file.end(), inner.begin(), inner.end());
  file.insert(file.end(), jpeg_file.begin() + 2, jpeg_file.end());
  return file;
}

void chunk(Bytes& to, std::string_view kind, const Bytes& body) {
  append_number(to, static_cast<std::uint32_t>(body.size()));
  const auto from = to.size();
  append(to, kind);
  to.insert(to.end(), body.begin(), body.end());
  append_number(to, static_cast<std::uint32_t>(crc32(0, to.data() + from, static_cast<uInt>(to.size() - from))));
}

/// A PNG of zeros, `size` bytes of them, packed as tightly as possible. The header may tell of fewer.
Bytes bomb(std::uint32_t width, std::uint32_t height, int bits, int kind, std::size_t size) {
  Bytes file;
  append(file, "\x89PNG\r\n\x1a\n");
  Bytes head;
  append_number(head, width), append_number(head, height);
  head.insert(head.end(), {static_cast<std::uint8_t>(bits), static_cast<std::uint8_t>(kind), 0, 0, 0});
  chunk(file, "IHDR", head);
  z_stream z{};
  deflateInit(&z, 9);
  Bytes packed, zeros(1U << 20U), out(1U << 16U);
  for (std::size_t left = size; z.avail_in > 0 || left > 0 || z.total_in == 0;) {
    if (z.avail_in == 0) z.next_in = zeros.data(), z.avail_in = static_cast<uInt>(std::min(left, zeros.size())), left -= z.avail_in;
    z.next_out = out.data(), z.avail_out = static_cast<uInt>(out.size());
    deflate(&z, left == 0 ? Z_FINISH : Z_NO_FLUSH);
    packed.insert(packed.end(), out.data(), z.next_out);
  }
  for (int end = Z_OK; end == Z_OK;) {
    z.next_out = out.data(), z.avail_out = static_cast<uInt>(out.size());
    end = deflate(&z, Z_FINISH);
    packed.insert(packed.end(), out.data(), z.next_out);
  }
  deflateEnd(&z);
  chunk(file, "IDAT", packed);
  chunk(file, "IEND", {});
  return file;
}

class PictureTest : public testing::Test {
protected:
  PictureTest() {
    std::string name = fs::temp_directory_path() / "picture-XXXXXX";
    folder = ::mkdtemp(name.data());
  }
  ~PictureTest() override { fs::remove_all(folder); }
  fs::path file_of(const Bytes& bytes) const {
    std::ofstream(folder / "picture", std::ios::binary)
        .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    return folder / "picture";
  }
  auto apart(const Bytes& bytes) const { return decode_apart(file_of(bytes), KIOSK_PICTURE, never); }
  std::string why_not(const Bytes& bytes) const {
    const auto picture = apart(bytes);
    return picture ? "it was decoded" : (picture.error().of_the_file ? "" : "not of the file: ") + picture.error().why;
  }
  /// A decoder of the test's own: a script in the place of kiosk-picture.
  auto answered_by(const std::string& script, std::chrono::milliseconds at_most = 5s) const {
    const auto program = folder / "decoder";
    std::ofstream(program) << "#!/bin/sh\n" << script << "\n";
    fs::permissions(program, fs::perms::owner_all);
    return decode_apart(file_of(png(64, 32, quarters())), program, never, at_most);
  }
  fs::path folder;
  std::atomic<bool> never{false};
};

/// The colours of the four corners: above left, above right, below left, below right.
std::array<Colour, 4> corners(const Picture& p) {
  const auto at = [&](int x, int y) {
    const auto* c = &p.rgba[(static_cast<std::size_t>(y) * static_cast<std::size_t>(p.width) + static_cast<std::size_t>(x)) * 4];
    const auto near = [](int v) { return v > 200 ? 255 : v < 55 ? 0 : v; };
    return Colour{near(c[0]), near(c[1]), near(c[2])};
  };
  return {at(4, 4), at(p.width - 5, 4), at(4, p.height - 5), at(p.width - 5, p.height - 5)};
}

TEST_F(PictureTest, JpegPngAndWebpAreShown) {
  const std::array expected{red, green, blue, white};
  for (const auto& file : {png(64, 32, quarters()), jpeg(64, 32, quarters()), webp(64, 32, quarters())}) {
    const auto picture = apart(file);
    ASSERT_TRUE(picture) << picture.error().why;
    EXPECT_EQ(picture->width, 64);
    EXPECT_EQ(picture->height, 32);
    EXPECT_EQ(corners(*picture), expected);
  }
}

TEST_F(PictureTest, IsUprightWhateverWayTheCameraWasHeld) {
  // The corners of the upright picture for each number of EXIF. The file has red, green, blue, white.
  const std::array<std::array<Colour, 4>, 8> expected{{
      {red, green, blue, white},
      {green, red, white, blue},
      {white, blue, green, red},
      {blue, white, red, green},
      {red, blue, green, white},
      {blue, red, white, green},
      {white, green, blue, red},
      {green, white, red, blue},
  }};
  for (int orientation = 1; orientation <= 8; ++orientation)
    for (const bool big : {true, false}) {
      const auto picture = apart(with_exif(jpeg(64, 32, quarters()), orientation, big));
      ASSERT_TRUE(picture) << picture.error().why;
      EXPECT_EQ(picture->width, orientation < 5 ? 64 : 32) << orientation;
      EXPECT_EQ(corners(*picture), expected[static_cast<std::size_t>(orientation - 1)]) << orientation;
    }
}

TEST_F(PictureTest, OrientationIsReadFromPngAndWebpToo) {
  auto turned = png(64, 32, quarters());
  Bytes exif;
  chunk(exif, "eXIf", tiff(6, true));
  turned.insert(turned.begin() + 33, exif.begin(), exif.end());
  const auto picture = apart(turned);
  ASSERT_TRUE(picture) << picture.error().why;
  EXPECT_EQ(corners(*picture), (std::array{blue, red, white, green}));

  auto moved = webp(64, 32, quarters());
  const auto inner = tiff(8, false);
  append(moved, "EXIF");
  moved.insert(moved.end(), {static_cast<std::uint8_t>(inner.size()), 0, 0, 0});
  moved.insert(moved.end(), inner.begin(), inner.end());
  std::string why;
  const auto head = read_picture_head(moved, why);
  ASSERT_TRUE(head) << why;
  EXPECT_EQ(head->orientation, 8);
  EXPECT_EQ(head->width, 64);
  EXPECT_EQ(head->height, 32);
}

TEST_F(PictureTest, ALargeOneIsMadeSmallerAThinOneToo) {
  const auto large = apart(jpeg(2000, 1500, Bytes(2000 * 1500 * 3, 90)));
  ASSERT_TRUE(large) << large.error().why;
  EXPECT_EQ(large->width, 500);
  EXPECT_EQ(large->height, 375);
  const auto thin = apart(png(1, 8000, Bytes(8000 * 3, 90)));
  ASSERT_TRUE(thin) << thin.error().why;
  EXPECT_EQ(thin->width, 1);
  EXPECT_EQ(thin->height, 500);
}

TEST_F(PictureTest, BombsAreRefusedOrCostLittle) {
  const auto many = bomb(8192, 8192, 8, 2, 1000);
  EXPECT_EQ(why_not(many), "8192 x 8192: at most 4 megapixels are shown");
  EXPECT_EQ(why_not(bomb(64, 64, 16, 6, 64 * 513)), "16 bits a sample: only 8 are shown");
  EXPECT_EQ(why_not(bomb(0, 64, 8, 2, 1000)), "0 x 64: at most 4 megapixels are shown");
  EXPECT_EQ(why_not(bomb(0xFFFFFFFF, 0xFFFFFFFF, 8, 2, 1000)), "4294967295 x 4294967295: at most 4 megapixels are shown");
  // 64 x 64 by its header, with 256 MB packed in it.
  const auto deep = bomb(64, 64, 8, 6, 256U << 20U);
  ASSERT_LT(deep.size(), largest_picture_file);
  rusage before{}, after{};
  getrusage(RUSAGE_SELF, &before);
  const auto begin = std::chrono::steady_clock::now();
  const auto picture = apart(deep);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 5s);
  getrusage(RUSAGE_SELF, &after);
  EXPECT_LT(after.ru_maxrss - before.ru_maxrss, 64 * 1024) << "KiB, in the process that asked";
  ASSERT_FALSE(picture);
  EXPECT_EQ(picture.error().why, "more is packed in it than such a size can hold");
  // A file below that bound is unpacked, and the surplus is thrown away.
  const auto shallow = apart(bomb(512, 512, 8, 6, 64U << 20U));
  getrusage(RUSAGE_SELF, &after);
  EXPECT_LT(after.ru_maxrss - before.ru_maxrss, 64 * 1024) << "KiB, in the process that asked";
  if (shallow) {
    EXPECT_EQ(shallow->width, 512);
  }
}

TEST_F(PictureTest, WhatIsNoPictureIsRefusedInWords) {
  EXPECT_EQ(why_not({}), "an empty file");
  EXPECT_EQ(why_not({'G', 'I', 'F', '8', '9', 'a', 0, 0}), "a GIF: only JPEG, PNG and WebP are shown");
  EXPECT_EQ(why_not({'<', 's', 'v', 'g', '>'}), "neither JPEG nor PNG nor WebP");
  EXPECT_EQ(why_not(Bytes(largest_picture_file + 1)), "larger than 4 MiB");
  EXPECT_EQ(why_not({0xFF, 0xD8, 0xFF, 0xD9}), "a JPEG without a frame");
}

TEST_F(PictureTest, CutOffAnywhereItIsRefusedAndNothingDies) {
  for (const auto& whole : {png(64, 32, quarters()), jpeg(64, 32, quarters()), webp(64, 32, quarters())}) {
    for (std::size_t size = 0; size + 14 < whole.size(); ++size) {
      std::string why;
      EXPECT_FALSE(decode_picture({whole.data(), size}, why)) << size << " of " << whole.size();
      EXPECT_FALSE(why.empty());
    }
    EXPECT_NE(why_not({whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(whole.size() / 2)}), "it was decoded");
  }
}

TEST_F(PictureTest, OnlyAFileIsOpened) {
  ASSERT_EQ(::mkfifo((folder / "fifo").c_str(), 0600), 0);
  for (const auto& path : {folder / "fifo", folder}) {
    const auto picture = decode_apart(path, KIOSK_PICTURE, never);
    ASSERT_FALSE(picture);
    EXPECT_EQ(picture.error().why, "not a file");
  }
  EXPECT_FALSE(decode_apart(folder / "none", KIOSK_PICTURE, never));
}

TEST_F(PictureTest, WithoutItsProgramNothingIsSaidAboutTheFile) {
  const auto picture = decode_apart(file_of(png(64, 32, quarters())), folder / "none", never);
  ASSERT_FALSE(picture);
  EXPECT_FALSE(picture.error().of_the_file);
}

TEST_F(PictureTest, ADecoderThatWasTakenOverCanSayNothingElse) {
  const auto words = [](const auto& picture) { return picture ? "believed" : picture.error().why; };
  const auto head = [](const char* refused, const char* width, const char* height) {
    return std::string{"printf 'KPC1\\"} + refused + "\\0\\0\\0" + width + height;
  };
  EXPECT_EQ(words(answered_by("printf 'something else altogether'")), "the decoder answers nonsense");
  EXPECT_EQ(words(answered_by(head("0", "\\377\\377\\377\\177", "\\1\\0\\0\\0'"))), "the decoder answers nonsense");
  EXPECT_EQ(words(answered_by(head("0", "\\0\\0\\0\\0", "\\1\\0\\0\\0'"))), "the decoder answers nonsense");
  EXPECT_EQ(words(answered_by(head("0", "\\201\\2\\0\\0", "\\1\\0\\0\\0'"))), "the decoder answers nonsense") << "641 wide";
  EXPECT_EQ(words(answered_by(head("1", "\\377\\377\\377\\377", "\\0\\0\\0\\0'"))), "the decoder answers nonsense");
  EXPECT_EQ(words(answered_by(head("2", "\\1\\0\\0\\0", "\\1\\0\\0\\0aaaa'"))), "the decoder answers nonsense");
  EXPECT_EQ(words(answered_by(head("0", "\\1\\0\\0\\0", "\\1\\0\\0\\0aaaa'"))), "believed");
  EXPECT_EQ(words(answered_by(head("0", "\\1\\0\\0\\0", "\\1\\0\\0\\0aaaab'"))), "the decoder answers nonsense") << "one byte too many";
  EXPECT_EQ(words(answered_by(head("0", "\\1\\0\\0\\0", "\\1\\0\\0\\0aaa'"))), "the decoder died of it") << "one too few";
  EXPECT_EQ(words(answered_by(head("1", "\\5\\0\\0\\0", "\\0\\0\\0\\0a\\nb\\033c'"))), "a?b?c") << "no control characters in the log";
  EXPECT_EQ(words(answered_by("kill -9 $$")), "the decoder died of it");
  EXPECT_EQ(words(answered_by("exec cat /dev/zero")), "the decoder answers nonsense");
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_EQ(words(answered_by("exec sleep 60", 300ms)), "decoding takes too long");
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 10s) << "and it is not waited for";
}

TEST_F(PictureTest, TheDecoderGetsNoDescriptorAndNoEnvironmentOfOurs) {
  ::setenv("KIOSK_SECRET", "in the environment", 1);
  constexpr int open = 77;          // the shell uses lower numbers itself
  ASSERT_EQ(::dup2(0, open), open); // without O_CLOEXEC, like a descriptor of a careless library
  const auto picture = answered_by("said=\"has $(ls /proc/$$/fd | tr '\\n' ' ')$KIOSK_SECRET\"\n"
                                   "printf 'KPC1\\1\\0\\0\\0'\"\\\\$(printf '%03o' ${#said})\"'\\0\\0\\0\\0\\0\\0\\0'\"$said\"");
  ::close(open);
  ASSERT_FALSE(picture);
  EXPECT_TRUE(picture.error().why.starts_with("has 0 1 ")) << "what it said was read: " << picture.error().why;
  EXPECT_EQ(picture.error().why.find("environment"), std::string::npos);
  EXPECT_EQ(picture.error().why.find(" " + std::to_string(open) + " "), std::string::npos) << picture.error().why;
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
TEST_F(PictureTest, TheDecoderShutsItsDoorsBeforeItReads) {
  int input[2];
  ASSERT_EQ(::pipe2(input, O_CLOEXEC), 0);
  const pid_t id = ::fork();
  if (id == 0) {
    ::dup2(input[0], 0);
    ::execl(KIOSK_PICTURE, "kiosk-picture", nullptr);
    ::_exit(99);
  }
  ::close(input[0]);
  const auto text_of = [&](const char* what) {
    std::ifstream file("/proc/" + std::to_string(id) + "/" + what);
    return std::string{std::istreambuf_iterator<char>(file), {}};
  };
  std::string status;
  for (int i = 0; i < 500 && status.find("Seccomp:\t2") == std::string::npos; ++i)
    std::this_thread::sleep_for(20ms), status = text_of("status");
  EXPECT_NE(status.find("Seccomp:\t2"), std::string::npos) << status;
  EXPECT_NE(status.find("NoNewPrivs:\t1"), std::string::npos);
  const auto limits = text_of("limits");
  for (const auto* line : {"Max address space         268435456            268435456", "Max cpu time              2                    2",
                           "Max file size             0                    0", "Max open files            0                    0",
                           "Max core file size        0                    0"})
    EXPECT_NE(limits.find(line), std::string::npos) << line << "\n" << limits;
  ::kill(id, SIGKILL);
  ::waitpid(id, nullptr, 0);
  ::close(input[1]);
}
#endif

TEST_F(PictureTest, AStopDoesNotWaitForAPicture) {
  std::atomic<bool> stop{false};
  const auto program = folder / "decoder";
  std::ofstream(program) << "#!/bin/sh\nexec sleep 60\n";
  fs::permissions(program, fs::perms::owner_all);
  std::thread later([&] { std::this_thread::sleep_for(100ms), stop = true; });
  const auto begin = std::chrono::steady_clock::now();
  const auto picture = decode_apart(file_of(png(64, 32, quarters())), program, stop, 60s);
  later.join();
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 10s);
  ASSERT_FALSE(picture);
  EXPECT_FALSE(picture.error().of_the_file);
}

} // namespace
} // namespace kiosk
