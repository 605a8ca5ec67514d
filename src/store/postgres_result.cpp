#include "store/postgres_result.hpp"

#include "base/encoding.hpp"

#include <charconv>
#include <fmt/format.h>

namespace bolt::store {
namespace {

// pg_type.dat
constexpr Oid kJson = 114, kUuid = 2950, kJsonb = 3802, kTimestamptz = 1184;

// Version 8 (RFC 9562: our own use); never made by anybody.
constexpr std::string_view kNobodysUuid = "b0170000-0000-8000-8000-000000000000";

bool is_uuid(std::string_view text) {
    if (text.size() != 36) return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash ? text[i] != '-' : std::isxdigit(static_cast<unsigned char>(text[i])) == 0) return false;
    }
    return true;
}

/// The JSON text with every \u0000 as the replacement character.
std::string without_nul(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '\\' || i + 1 == text.size()) {
            out += text[i];
        } else if (text.substr(i, 6) == "\\u0000") {
            out += "\\ufffd";
            i += 5;
        } else {
            out += text.substr(i, 2);
            ++i;
        }
    }
    return out;
}

std::string state_of(const PGresult* result) {
    const char* state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    return state ? state : "";
}

} // namespace

SqlError::Kind postgres_kind(std::string_view sqlstate) {
    using Kind = SqlError::Kind;
    if (sqlstate == "23505" || sqlstate == "23P01") return Kind::unique;
    if (sqlstate == "23503") return Kind::foreign_key;
    if (sqlstate == "22021" || sqlstate == "22P05") return Kind::invalid_text;
    // A value that does not fit its column's type is what a CHECK refuses on SQLite; P0001 are our triggers.
    for (const auto* state : {"23502", "23514", "22P02", "22003", "22007", "22008", "22001", "P0001"})
        if (sqlstate == state) return Kind::check;
    if (sqlstate == "40001" || sqlstate == "40P01" || sqlstate == "55P03") return Kind::again;
    if (sqlstate == "57014" || sqlstate == "25P03") return Kind::busy;
    if (sqlstate == "53100") return Kind::full;
    if (sqlstate.starts_with("XX00") && sqlstate != "XX000") return Kind::corrupt;
    for (const auto* state : {"08", "53", "57P0", "28", "3D000", "58"})
        if (sqlstate.starts_with(state)) return Kind::connection;
    return Kind::other;
}

SqlError postgres_error(const PGresult* result) {
    const auto state = state_of(result);
    const char* said = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    const auto kind = postgres_kind(state);
    std::string message = said ? said : "the database refused a statement";
    if (kind == SqlError::Kind::full) message += "; free some space on the database server";
    return {kind, fmt::format("{} (SQLSTATE {})", message, state)};
}

std::string fixed_width_time(std::string_view text) {
    const auto number = [&](std::size_t at, std::size_t size) {
        int value = -1;
        const auto part = text.substr(std::min(at, text.size()), size);
        const auto read = std::from_chars(part.data(), part.data() + part.size(), value);
        return read.ec == std::errc{} && read.ptr == part.data() + size ? value : -1;
    };
    const auto zone = text.find_first_of("+-", 19);
    if (text.size() < 22 || text[10] != ' ' || zone == std::string_view::npos) return std::string(text);
    std::string fraction(text.substr(19, zone - 19));
    if (fraction.empty()) fraction = ".";
    fraction.resize(7, '0');
    const int hours = number(zone + 1, 2);
    const int minutes = text.size() >= zone + 6 ? number(zone + 4, 2) : 0;
    if (hours < 0 || minutes < 0) return std::string(text);
    std::string local = fmt::format("{}T{}{}+00:00", text.substr(0, 10), text.substr(11, 8), fraction);
    const auto offset = std::chrono::minutes{hours * 60 + minutes};
    if (offset.count() == 0) return local;
    return format_time(parse_time(local) - (text[zone] == '-' ? -offset : offset));
}

Rows read_rows(const PGresult* result) {
    Rows rows;
    const int columns = PQnfields(result), count = PQntuples(result);
    rows.columns_ = static_cast<std::size_t>(columns);
    rows.cells_.reserve(static_cast<std::size_t>(columns) * static_cast<std::size_t>(count));
    for (int row = 0; row < count; ++row)
        for (int column = 0; column < columns; ++column) {
            if (PQgetisnull(result, row, column)) {
                rows.cells_.emplace_back();
                continue;
            }
            const std::string_view text(PQgetvalue(result, row, column),
                                        static_cast<std::size_t>(PQgetlength(result, row, column)));
            if (PQftype(result, column) == kTimestamptz)
                rows.cells_.emplace_back(fixed_width_time(text));
            else
                rows.cells_.emplace_back(std::in_place, text);
        }
    const std::string_view affected = PQcmdTuples(const_cast<PGresult*>(result));
    // Of a SELECT it is the number of rows, which changed nothing.
    if (!std::string_view(PQcmdStatus(const_cast<PGresult*>(result))).starts_with("SELECT"))
        std::from_chars(affected.data(), affected.data() + affected.size(), rows.affected);
    return rows;
}

std::optional<std::string> postgres_text(const Param& param, Oid type) {
    if (const auto* text = std::get_if<std::string_view>(&param)) {
        if (text->find('\0') != std::string_view::npos || !is_utf8(*text))
            throw SqlError(SqlError::Kind::invalid_text, "text is not valid UTF-8 or holds a NUL character");
        if (type == kUuid && !is_uuid(*text)) return std::string(kNobodysUuid);
        if ((type == kJsonb || type == kJson) && text->find("\\u0000") != std::string_view::npos)
            return without_nul(*text);
        return std::string(*text);
    }
    if (const auto* integer = std::get_if<std::int64_t>(&param)) return std::to_string(*integer);
    if (const auto* real = std::get_if<double>(&param)) return fmt::format("{}", *real);
    if (const auto* boolean = std::get_if<bool>(&param)) return *boolean ? "t" : "f";
    return std::nullopt;
}

} // namespace bolt::store
