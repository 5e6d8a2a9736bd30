#include "devices/serial/pty.h"

#include <array>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <sys/stat.h>
#include <system_error>
#include <termios.h>
#include <unistd.h>
#include <utility>

namespace devices {
namespace {

/// How many bytes of a device wait for a reader. A serial line without a reader loses bytes as well.
constexpr std::size_t queue_limit = 1024 * 1024;

[[noreturn]] void fail(const std::string& what) { throw std::system_error(errno, std::generic_category(), what); }

} // namespace

struct PtyHost::Impl : std::enable_shared_from_this<PtyHost::Impl> {
  Impl(boost::asio::any_io_executor executor_, std::filesystem::path link_, std::function<void(std::span<const std::uint8_t>)> on_bytes_)
      : executor(std::move(executor_)), link(std::move(link_)), on_bytes(std::move(on_bytes_)), master(executor) {}

  void plug() {
    const int fd = ::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (fd < 0) fail("posix_openpt");
    master.assign(fd); // from here on the descriptor is closed with the object
    if (::grantpt(fd) != 0 || ::unlockpt(fd) != 0) fail("unlockpt");
    std::array<char, 128> name{};
    if (::ptsname_r(fd, name.data(), name.size()) != 0) fail("ptsname");
    // Our own open slave keeps the pair alive while the kiosk is not there: without one the master reads EIO.
    slave = ::open(name.data(), O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (slave < 0) fail(name.data());
    termios line{};
    if (::tcgetattr(slave, &line) != 0) fail("tcgetattr");
    ::cfmakeraw(&line);
    if (::tcsetattr(slave, TCSANOW, &line) != 0) fail("tcsetattr");
    master.non_blocking(true);
    make_link(name.data());
    read();
  }

  void make_link(const char* target) {
    // Made beside and renamed over, so that nobody ever finds half a link. Only a link is ever replaced.
    struct stat found {};
    if (::lstat(link.c_str(), &found) == 0 && !S_ISLNK(found.st_mode)) {
      errno = EEXIST;
      fail(link.string() + " is there and no symbolic link");
    }
    const auto beside = link.string() + ".new";
    ::unlink(beside.c_str());
    if (::symlink(target, beside.c_str()) != 0 || ::rename(beside.c_str(), link.c_str()) != 0) fail(link.string());
    linked = true;
  }

  void unplug() {
    if (!master.is_open()) return;
    ++generation;
    if (std::exchange(linked, false)) ::unlink(link.c_str());
    boost::system::error_code closing;
    master.close(closing);
    if (slave >= 0) ::close(std::exchange(slave, -1));
    queue.clear();
    writing.clear();
  }

  void read() {
    master.async_read_some(boost::asio::buffer(input),
                           [self = shared_from_this(), mine = generation](boost::system::error_code error, std::size_t size) {
                             if (mine != self->generation) return;
                             if (error) {
                               self->unplug();
                               return;
                             }
                             self->on_bytes({self->input.data(), size});
                             if (mine == self->generation) self->read();
                           });
  }

  void write(const Bytes& bytes) {
    if (!master.is_open() || queue.size() + bytes.size() > queue_limit) return;
    queue.insert(queue.end(), bytes.begin(), bytes.end());
    send();
  }

  void send() {
    if (!writing.empty() || queue.empty()) return;
    writing.swap(queue);
    send_rest(0);
  }

  void send_rest(std::size_t done) {
    master.async_write_some(boost::asio::buffer(writing.data() + done, writing.size() - done),
                            [self = shared_from_this(), mine = generation, done](boost::system::error_code error, std::size_t size) {
                              if (mine != self->generation) return;
                              if (error) {
                                self->unplug();
                                return;
                              }
                              if (done + size < self->writing.size()) {
                                self->send_rest(done + size);
                                return;
                              }
                              self->writing.clear();
                              self->send();
                            });
  }

  boost::asio::any_io_executor executor;
  std::filesystem::path link;
  std::function<void(std::span<const std::uint8_t>)> on_bytes;
  boost::asio::posix::stream_descriptor master;
  int slave = -1;
  bool linked = false;
  std::uint64_t generation = 0; ///< of the plugged pair; a handler of an older one does nothing
  std::array<std::uint8_t, 4096> input{};
  Bytes queue;
  Bytes writing;
};

PtyHost::PtyHost(boost::asio::any_io_executor executor, std::filesystem::path link_path,
                 std::function<void(std::span<const std::uint8_t>)> on_bytes)
    : impl_(std::make_shared<Impl>(std::move(executor), std::move(link_path), std::move(on_bytes))) {
  try {
    impl_->plug();
  } catch (...) {
    impl_->unplug();
    throw;
  }
}

PtyHost::~PtyHost() { impl_->unplug(); }

void PtyHost::write(const Bytes& bytes) { impl_->write(bytes); }
void PtyHost::unplug() { impl_->unplug(); }
void PtyHost::plug() {
  if (!impl_->master.is_open()) impl_->plug();
}
bool PtyHost::plugged() const { return impl_->master.is_open(); }

} // namespace devices
