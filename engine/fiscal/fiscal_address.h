#pragma once
// The address in a receipt's QR code, before a customer is shown it as the fiscal one. It comes over plain HTTP (the module) or from the store,
// and whoever sits on that wire could have the shop's own paper lead people anywhere. Pure functions.
#include "engine/ports/fiscal_receipt.h"
#include <string>
#include <string_view>
#include <vector>

namespace engine {

/// The tax committee's page, on which every receipt is looked at (devices/fiscal/PROTOCOL.md section 9).
inline constexpr std::string_view fiscal_qr_host = "ofd.soliq.uz";
inline constexpr std::size_t longest_fiscal_address = 300; ///< bytes; a real one has about 90

/// Why the address may not be shown, in English; empty when it may: https, one of `hosts`, no user and no port of its own, printable ASCII, at most
/// longest_fiscal_address bytes.
std::string fiscal_address_fault(std::string_view url, const std::vector<std::string>& hosts);
/// The address, or nothing where it may not be shown: for rows that were written before anybody asked, too.
std::string shown_fiscal_address(std::string_view url, const std::vector<std::string>& hosts);
/// For journal and log: what is not printable ASCII as \xNN, cut where an address has to end.
std::string printable_address(std::string_view url);

/// The address for the refund of a sale whose own address was refused. `refused` is as the journal has it (printable_address). When it names this very
/// sign, the module has its page at another host and knows this address. Otherwise the wire changed it: the address is made of the sign's fields instead.
std::string address_for_refund(const FiscalSign& sign, std::string_view refused);

} // namespace engine
