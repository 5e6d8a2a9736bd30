#pragma once
// How products.csv stands, for those who must be told: staff, the log, the attract screen, the public state. Plain values.
#include <boost/describe/enum.hpp>
#include <cstdint>
#include <string>
#include <vector>

namespace engine {

enum class TableState {
  none,      ///< the shop says that it has no table: rules R4
  read,      ///< the file was read
  last_good, ///< the file cannot be used as a whole: the last that could be is in force
  unusable,  ///< and none is known: nothing is sold
};
BOOST_DESCRIBE_ENUM(TableState, none, read, last_good, unusable)

struct TableReport {
  TableState state = TableState::none;
  std::string fault;                       ///< English; why the file cannot be used as a whole
  std::int64_t read_at_ms = 0;             ///< wall clock: when the table that is in force was read
  std::int64_t withheld = 0;               ///< products that are not sold because their row cannot be relied upon
  std::vector<std::string> withheld_names; ///< "name (id)", at most 100
  std::vector<std::string> notes;          ///< rows that were understood although they are written wrongly
  friend bool operator==(const TableReport&, const TableReport&) = default;
};

} // namespace engine
