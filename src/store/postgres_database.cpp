#include "store/postgres_database.hpp"

#include "postgres_migrations_assets.hpp"
#include "store/engine.hpp"
#include "store/migrations.hpp"
#include "store/postgres_reader.hpp"
#include "store/postgres_watch.hpp"
#include "store/postgres_writer.hpp"
#include "store/wakeup.hpp"

#include <thread>

namespace bolt::store {
namespace {

// The number is ours alone: "boltmigr" as bytes.
const Statement kLock{"SELECT pg_advisory_xact_lock(7093009341547377522)"};
const Statement kMendFeed{"SELECT bolt_mend_feed()"};
const Statement kCommit{"COMMIT"};
// A server that is still starting.
constexpr int kStartTries = 50;
constexpr std::chrono::milliseconds kStartPause{100};

class PostgresDatabase final : public Database {
  public:
    PostgresDatabase(const Platform& platform, const PostgresSettings& settings)
        : executor_(platform.executor), wakeup_(std::make_shared<Wakeup>(platform)),
          writes_(settings.waiting_max, "writes"), reads_(settings.waiting_max, "reads"),
          watch_(settings, [wakeup = wakeup_] { wakeup->post(); }) {
        for (int i = 0; i < std::max(1, settings.writers); ++i)
            writers_.push_back(std::make_unique<PostgresWriter>(settings, writes_, [this] {
                wakeup_->post();
                watch_.tell_others();
            }));
        for (int i = 0; i < std::max(1, settings.readers); ++i)
            readers_.push_back(std::make_unique<PostgresReader>(settings, reads_));
    }
    ~PostgresDatabase() override { close(); }

    Signal& committed() override { return wakeup_->signal; }
    std::string engine() const override { return "postgresql"; }
    void close() override {
        reads_.close();
        writes_.close();
        for (auto& reader : readers_) reader->join();
        for (auto& writer : writers_) writer->join();
        watch_.close();
    }

  protected:
    void submit_write(Work work, Durability durability, Done done) override {
        writes_.submit({std::move(work), durability, std::move(done)});
    }
    void submit_read(Work work, Done done) override {
        reads_.submit({std::move(work), Durability::relaxed, std::move(done)});
    }
    asio::any_io_executor executor() const override { return executor_; }

  private:
    asio::any_io_executor executor_;
    std::shared_ptr<Wakeup> wakeup_;
    WorkQueue writes_, reads_;
    PostgresWatch watch_;
    std::vector<std::unique_ptr<PostgresWriter>> writers_;
    std::vector<std::unique_ptr<PostgresReader>> readers_;
};

void connect_to_starting(PostgresConnection& connection) {
    for (int tries = 1;; ++tries) {
        try {
            return connection.connect();
        } catch (const SqlError& refused) {
            if (tries >= kStartTries ||
                std::string_view(refused.what()).find("is starting up") == std::string_view::npos)
                throw;
        }
        std::this_thread::sleep_for(kStartPause);
    }
}

Result<void> migrate_database(const PostgresSettings& settings, TimePoint now) {
    PostgresConnection connection(settings);
    connect_to_starting(connection);
    connection.begin_write(Durability::full);
    // Two processes that start at once: the second waits, and finds it done. Longer than other locks may be
    // waited for.
    connection.defer("SET LOCAL lock_timeout = 0");
    connection.defer("SET LOCAL statement_timeout = 0");
    connection.run(kLock);
    auto migrated = migrate(connection, assets::postgres_migrations(), now);
    if (!migrated) {
        connection.rollback();
        return forward(migrated);
    }
    connection.run(kMendFeed);
    connection.run(kCommit);
    return {};
}

} // namespace

Result<std::unique_ptr<Database>> open_postgres(const Platform& platform, PostgresSettings settings) {
    settings.commit_batch_max = std::max<std::size_t>(1, settings.commit_batch_max);
    settings.pooling = pooling_of(settings);
    try {
        if (auto migrated = migrate_database(settings, platform.now()); !migrated) return forward(migrated);
        return std::make_unique<PostgresDatabase>(platform, settings);
    } catch (const SqlError& refused) {
        return tl::unexpected<Error>(to_error(refused));
    }
}

} // namespace bolt::store
