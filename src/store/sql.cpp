#include "store/sql.hpp"

#include <charconv>

namespace bolt::store {
namespace {

template <class T>
T number(const std::optional<std::string>& cell) {
    T value{};
    if (cell) std::from_chars(cell->data(), cell->data() + cell->size(), value);
    return value;
}

} // namespace

std::int64_t Rows::integer(std::size_t row, std::size_t column) const {
    return number<std::int64_t>(cell(row, column));
}

double Rows::real(std::size_t row, std::size_t column) const { return number<double>(cell(row, column)); }

bool Rows::boolean(std::size_t row, std::size_t column) const {
    const auto& value = cell(row, column);
    return value && (*value == "1" || *value == "t");
}

json::value Rows::json(std::size_t row, std::size_t column) const {
    const auto& value = cell(row, column);
    if (!value) return nullptr;
    boost::system::error_code ill_formed;
    auto parsed = json::parse(*value, ill_formed);
    if (ill_formed) return nullptr;
    return parsed;
}

Rows Tx::run_once(const std::string&, std::span<const Param>, std::chrono::milliseconds) {
    throw SqlError(SqlError::Kind::other, "this engine runs no statements that are made at run time");
}

} // namespace bolt::store
