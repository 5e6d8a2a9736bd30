#pragma once
// What both carriers need from Asio and OpenSSL. Heavy; for their .cpp files only.
#include "engine/store/web_address.h"
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/ssl.hpp>
#include <chrono>
#include <openssl/ssl.h>

namespace engine::store {

namespace net = boost::asio;
namespace ssl = boost::asio::ssl;
namespace beast = boost::beast;
using tcp = net::ip::tcp;
using boost::system::error_code;

/// Asio's own stream: Beast's variant would gather small buffers, secrets among them, in ordinary memory before encrypting.
using TlsStream = ssl::stream<beast::tcp_stream>;

/// SNI and the host's name that the certificate must carry.
inline error_code name_host(TlsStream& stream, const std::string& host) {
  error_code not_an_address;
  net::ip::make_address(host, not_an_address);
  if (not_an_address && !SSL_set_tlsext_host_name(stream.native_handle(), host.c_str())) return error_code(net::error::invalid_argument);
  error_code ec;
  stream.set_verify_mode(ssl::verify_peer, ec);
  if (!ec) stream.set_verify_callback(ssl::host_name_verification(host), ec);
  return ec;
}

} // namespace engine::store
