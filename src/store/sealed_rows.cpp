#include "store/sealed_rows.hpp"

#include "base/crypto.hpp"
#include "base/encoding.hpp"
#include "base/json.hpp"
#include "base/secret_box.hpp"
#include "store/database.hpp"
#include "store/sql.hpp"

#include <optional>

namespace bolt::store {
namespace {

constexpr std::int64_t kRowsAtOnce = 200;

// `list` gives the sealed texts behind $1. They begin with a random nonce, so each is its row's name too; a
// row that was sealed anew may be met again behind the position, where it is seen to be right.
struct Column {
    Statement list, change;
};
#define BOLT_SEALED(table, column)                                                                           \
    {{"SELECT " column " FROM " table " WHERE " column " > $1 ORDER BY " column " LIMIT $2"},                \
     {"UPDATE " table " SET " column " = $2 WHERE " column " = $1"}}
const Column kColumns[] = {
    BOLT_SEALED("site_accounts", "sealed_password"), BOLT_SEALED("mail_inboxes", "sealed_password"),
    BOLT_SEALED("staff_totp", "sealed_secret"), BOLT_SEALED("emails", "sealed_variables")};
#undef BOLT_SEALED

const Statement kPayloads{"SELECT event_id, payload FROM stripe_events WHERE event_id > $1 ORDER BY event_id "
                          "LIMIT $2 /*PG*/FOR UPDATE/*END*/"};
const Statement kSetPayload{"UPDATE stripe_events SET payload = $2 WHERE event_id = $1"};

/// What was done to one batch, and where the next begins.
struct Batch {
    Resealed done;
    std::string position;
    bool last = true;
};

std::optional<std::string> open_with(const ResealKeys& keys, std::string_view sealed) {
    if (auto text = unseal(keys.previous, sealed)) return *text; // an empty key opens nothing
    return std::nullopt;
}

Result<Batch> reseal_column(Tx& tx, Random& random, const ResealKeys& keys, const Column& column,
                            const std::string& position) {
    const auto rows = tx.run(column.list, {position, kRowsAtOnce});
    Batch batch{{}, position, static_cast<std::int64_t>(rows.size()) < kRowsAtOnce};
    for (std::size_t i = 0; i < rows.size(); ++i) {
        batch.position = rows.text(i, 0);
        if (unseal(keys.current, batch.position)) {
            ++batch.done.kept;
            continue;
        }
        const auto text = open_with(keys, batch.position);
        if (!text) {
            ++batch.done.lost;
            continue;
        }
        auto sealed = seal(keys.current, *text, random);
        if (!sealed) return forward(sealed);
        tx.run(column.change, {batch.position, *sealed});
        ++batch.done.changed;
    }
    return batch;
}

bool is_sealed(const json::value& payload) {
    return payload.is_object() && payload.get_object().size() == 2 && find(payload, "sealed") != nullptr &&
           find(payload, "key") != nullptr;
}

/// What the payload should be; nullopt if no key opens it.
Result<std::optional<std::string>> payload_as_wanted(const std::string& stored, Random& random,
                                                     const ResealKeys& keys) {
    auto read = parse_json(stored);
    if (!read) return std::nullopt;
    // Emptied when its customer was erased: there is nothing to hide.
    if (read->is_object() && read->get_object().empty()) return stored;
    const bool sealed = is_sealed(*read);
    if (sealed == keys.seal_payloads && (!sealed || get_string(*read, "key") == key_id(keys.current)))
        return stored;
    auto text = unseal_payload(keys.current, stored);
    if (!text) text = unseal_payload(keys.previous, stored);
    if (!text) return std::nullopt;
    if (!keys.seal_payloads) return *text;
    auto anew = seal_payload(keys.current, *text, random);
    if (!anew) return forward(anew);
    return *anew;
}

Result<Batch> reseal_payloads(Tx& tx, Random& random, const ResealKeys& keys, const std::string& position) {
    const auto rows = tx.run(kPayloads, {position, kRowsAtOnce});
    Batch batch{{}, position, static_cast<std::int64_t>(rows.size()) < kRowsAtOnce};
    for (std::size_t i = 0; i < rows.size(); ++i) {
        batch.position = rows.text(i, 0);
        const auto stored = rows.text(i, 1);
        auto wanted = payload_as_wanted(stored, random, keys);
        if (!wanted) return forward(wanted);
        if (!*wanted) {
            ++batch.done.lost;
        } else if (**wanted == stored) {
            ++batch.done.kept;
        } else {
            tx.run(kSetPayload, {batch.position, **wanted});
            ++batch.done.changed;
        }
    }
    return batch;
}

} // namespace

std::string key_id(std::string_view secret) {
    return hex(hmac_sha256(secret, "directory-bolt key id")).substr(0, 8);
}

Result<std::string> seal_payload(std::string_view secret, std::string_view payload, Random& random) {
    auto sealed = seal(secret, payload, random);
    if (!sealed) return forward(sealed);
    return json::serialize(json::object{{"key", key_id(secret)}, {"sealed", *sealed}});
}

Result<std::string> unseal_payload(std::string_view secret, std::string_view stored) {
    auto read = parse_json(stored);
    if (!read) return forward(read);
    if (!is_sealed(*read)) return std::string(stored);
    return unseal(secret, get_string(*read, "sealed"));
}

Result<Resealed> reseal_rows(Database& database, Random& random, const ResealKeys& keys) {
    if (keys.current.empty())
        return fail(ErrorCode::invalid_argument, "there is no key to seal under (BOLT_SECRET_KEY)");
    Resealed all;
    const auto through = [&](auto batch_of) -> Result<void> {
        for (std::string position;;) {
            auto batch = database.write_blocking([&](Tx& tx) { return batch_of(tx, position); });
            if (!batch) return forward(batch);
            all.changed += batch->done.changed;
            all.kept += batch->done.kept;
            all.lost += batch->done.lost;
            if (batch->last) return {};
            position = batch->position;
        }
    };
    for (const auto& column : kColumns)
        if (auto done = through([&](Tx& tx, const std::string& position) {
                return reseal_column(tx, random, keys, column, position);
            });
            !done)
            return forward(done);
    if (auto done = through(
            [&](Tx& tx, const std::string& position) { return reseal_payloads(tx, random, keys, position); });
        !done)
        return forward(done);
    return all;
}

} // namespace bolt::store
