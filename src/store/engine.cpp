#include "store/engine.hpp"

namespace bolt::store {

std::string dialect_text(std::string_view text, Dialect dialect) {
    constexpr std::string_view kPostgres = "/*PG*/", kSqlite = "/*LITE*/", kEnd = "/*END*/";
    const auto keep = dialect == Dialect::sqlite ? kSqlite : kPostgres;
    const auto drop = dialect == Dialect::sqlite ? kPostgres : kSqlite;
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const auto rest = text.substr(at);
        if (rest.starts_with(drop)) {
            const auto end = text.find(kEnd, at);
            at = end == std::string_view::npos ? text.size() : end + kEnd.size();
        } else if (rest.starts_with(keep)) {
            at += keep.size();
        } else if (rest.starts_with(kEnd)) {
            at += kEnd.size();
        } else {
            out += text[at++];
        }
    }
    return out;
}

Error to_error(const SqlError& refused) {
    switch (refused.kind) {
    case SqlError::Kind::unique:
    case SqlError::Kind::foreign_key:
    case SqlError::Kind::check:
        return {ErrorCode::conflict, refused.what()};
    case SqlError::Kind::invalid_text:
        return {ErrorCode::invalid_argument, refused.what()};
    case SqlError::Kind::busy:
    case SqlError::Kind::again:
    case SqlError::Kind::full:
    case SqlError::Kind::connection:
        return {ErrorCode::unavailable, refused.what()};
    case SqlError::Kind::timeout:
        return {ErrorCode::timeout, refused.what()};
    case SqlError::Kind::corrupt:
        return {ErrorCode::data_loss, refused.what()};
    case SqlError::Kind::other:
        break;
    }
    return {ErrorCode::internal, refused.what()};
}

Result<void> run_guarded(const std::function<Result<void>(Tx&)>& work, Tx& tx) {
    try {
        return work(tx);
    } catch (const SqlError& refused) {
        return tl::unexpected<Error>(to_error(refused));
    } catch (const std::exception& thrown) {
        return fail(ErrorCode::internal, std::string("a database transaction threw: ") + thrown.what());
    } catch (...) {
        return fail(ErrorCode::internal, "a database transaction threw something that is no exception");
    }
}

} // namespace bolt::store
