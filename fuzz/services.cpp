// Bytes of queue, orchestrator, browser driver and database.
#include "browser/framing.hpp"
#include "browser/objects.hpp"
#include "flow/prefect_calls.hpp"
#include "fuzz/targets.hpp"
#include "queue/sqs_message.hpp"
#include "queue/sqs_server_message.hpp"
#include "sqlite_migrations_assets.hpp"
#include "store/migrations.hpp"
#include "store/sqlite_connection.hpp"
#include "submit/proxy_head.hpp"

namespace bolt::fuzz {

void queue_answer(std::string_view bytes) {
    auto value = parse_json(bytes);
    if (!value) return;
    if (auto message = queue::read_sqs_message(*value))
        (void)queue::check_sqs_message(message->body, message->attributes, 256 << 10);
    (void)queue::read_sqs_sending(*value, 256 << 10);
}

void prefect_answer(std::string_view bytes) {
    if (auto value = parse_json(bytes))
        for (const char* member : {"", "flow_run"}) (void)flow::read_prefect_runs(*value, "a call", member);
}

void driver_frames(std::string_view bytes) {
    browser::FrameReader reader;
    browser::ObjectTree tree;
    // In uneven pieces, as a pipe gives them.
    for (std::size_t size = 1; !bytes.empty(); size = size * 3 % 61 + 1) {
        const auto piece = bytes.substr(0, size);
        bytes.remove_prefix(piece.size());
        reader.feed({piece.data(), piece.size()});
        for (;;) {
            auto message = reader.next();
            if (!message) return;
            if (!*message) break;
            const json::value value = std::move(**message); // find() points into it
            const auto guid = get_string(value, "guid");
            if (const auto* params = find(value, "params"); params != nullptr && params->is_object()) {
                (void)tree.create(guid, params->get_object());
                tree.adopt(guid, get_string(*params, "guid"));
            }
            (void)tree.path(guid);
            if (get_string(value, "method") == "__dispose__") tree.dispose(guid);
        }
    }
}

void proxy_request(std::string_view bytes) {
    (void)submit::read_proxy_request(bytes);
    (void)submit::close_after(bytes);
    (void)submit::is_interim(bytes);
}

// The files are ours; what the database says was applied may be anything.
void migration_record(std::string_view bytes) {
    static store::SqliteConnection connection(":memory:", [](std::int64_t) { return false; });
    [[maybe_unused]] static const bool migrated =
        store::migrate(connection, assets::sqlite_migrations(), TimePoint{}).has_value();
    static const store::Statement kBegin{"SAVEPOINT fuzz"}, kEnd{"ROLLBACK TO fuzz"},
        kRelease{"RELEASE fuzz"},
        kSpoil{"UPDATE schema_migrations SET checksum = $1, name = $2 WHERE version = $3"},
        kMore{"INSERT OR IGNORE INTO schema_migrations (version, name, checksum, applied_at) VALUES ($1, $2, "
              "$2, $2)"};
    connection.run(kBegin);
    try {
        const auto version = std::int64_t{bytes.empty() ? 0 : static_cast<unsigned char>(bytes[0])};
        const auto text = bytes.substr(std::min<std::size_t>(1, bytes.size()));
        connection.run(kSpoil, {text, text, version % 8 + 1});
        connection.run(kMore, {version * 7919, text});
        (void)store::pending_migrations(connection, assets::sqlite_migrations());
        (void)store::applied_migrations(connection);
    } catch (const store::SqlError&) { // text that no table can hold
    }
    connection.run(kEnd);
    connection.run(kRelease);
}

} // namespace bolt::fuzz
