#include "devices/serial/pty.h"

#include "tests/devices/serial/test_session.h"
#include <fcntl.h>
#include <fstream>
#include <gtest/gtest.h>
#include <system_error>
#include <termios.h>

namespace {

TEST(PtyHost, TheSlaveIsRawAndSilent) {
  boost::asio::io_context loop;
  test::TemporaryFolder folder;
  devices::PtyHost host(loop.get_executor(), folder / "tty", [](auto) {});
  const int fd = ::open((folder / "tty").c_str(), O_RDWR | O_NOCTTY);
  ASSERT_GE(fd, 0);
  termios line{};
  ASSERT_EQ(::tcgetattr(fd, &line), 0);
  EXPECT_EQ(line.c_lflag & static_cast<tcflag_t>(ECHO | ICANON | ISIG), 0U);
  EXPECT_EQ(line.c_oflag & static_cast<tcflag_t>(OPOST), 0U);
  EXPECT_EQ(line.c_iflag & static_cast<tcflag_t>(ICRNL | IXON), 0U);
  ::close(fd);
}

TEST(PtyHost, ReplacesAnOldLinkAndRemovesItsOwn) {
  boost::asio::io_context loop;
  test::TemporaryFolder folder;
  std::filesystem::create_symlink("/nowhere", folder / "tty");
  {
    devices::PtyHost host(loop.get_executor(), folder / "tty", [](auto) {});
    EXPECT_TRUE(std::filesystem::exists(folder / "tty"));
  }
  EXPECT_FALSE(std::filesystem::is_symlink(folder / "tty"));
}

TEST(PtyHost, NeverReplacesAFile) {
  boost::asio::io_context loop;
  test::TemporaryFolder folder;
  std::ofstream(folder / "tty") << "precious";
  EXPECT_THROW(devices::PtyHost(loop.get_executor(), folder / "tty", [](auto) {}), std::system_error);
  EXPECT_EQ(std::filesystem::file_size(folder / "tty"), 8U);
}

TEST(PtyHost, UnplugTakesTheLinkAwayAndPlugMakesANewPair) {
  boost::asio::io_context loop;
  test::TemporaryFolder folder;
  devices::PtyHost host(loop.get_executor(), folder / "tty", [](auto) {});
  EXPECT_TRUE(host.plugged());
  host.unplug();
  EXPECT_FALSE(host.plugged());
  EXPECT_FALSE(std::filesystem::is_symlink(folder / "tty"));
  host.write({1, 2, 3}); // into the air
  host.unplug();
  host.plug();
  host.plug();
  EXPECT_TRUE(host.plugged());
  EXPECT_TRUE(std::filesystem::exists(folder / "tty"));
}

TEST(PtyHost, MayBeUnpluggedFromInsideItsCallback) {
  boost::asio::io_context loop;
  test::TemporaryFolder folder;
  std::unique_ptr<devices::PtyHost> host;
  host = std::make_unique<devices::PtyHost>(loop.get_executor(), folder / "tty", [&](auto) { host->unplug(); });
  const int fd = ::open((folder / "tty").c_str(), O_RDWR | O_NOCTTY);
  ASSERT_EQ(::write(fd, "x", 1), 1);
  EXPECT_TRUE(test::run_until(loop, [&] { return !host->plugged(); }));
  char byte = 0;
  EXPECT_LE(::read(fd, &byte, 1), 0) << "end of file for the one who had it open";
  ::close(fd);
}

} // namespace
