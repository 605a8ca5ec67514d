#include "store/sqlite_database.hpp"

#include "store/engine.hpp"
#include "store/sqlite_check.hpp"
#include "store/sqlite_readers.hpp"
#include "store/sqlite_writer.hpp"
#include "store/wakeup.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

namespace bolt::store {
namespace {

class SqliteDatabase final : public Database {
  public:
    SqliteDatabase(const Platform& platform, std::shared_ptr<Wakeup> wakeup,
                   std::unique_ptr<SqliteWriter> writer, const SqliteSettings& settings)
        : executor_(platform.executor), wakeup_(std::move(wakeup)), writer_(std::move(writer)),
          readers_(settings) {}
    ~SqliteDatabase() override { close(); }

    Signal& committed() override { return wakeup_->signal; }
    std::string engine() const override { return "sqlite"; }
    void close() override {
        readers_.close();
        writer_->close();
    }

  protected:
    void submit_write(Work work, Durability durability, Done done) override {
        writer_->submit({std::move(work), durability, std::move(done)});
    }
    void submit_read(Work work, Done done) override {
        readers_.submit({std::move(work), Durability::relaxed, std::move(done)});
    }
    asio::any_io_executor executor() const override { return executor_; }

  private:
    asio::any_io_executor executor_;
    std::shared_ptr<Wakeup> wakeup_;
    std::unique_ptr<SqliteWriter> writer_;
    SqliteReaders readers_;
};

// The file holds personal data: it is made for its owner only, and SQLite gives its side files the same mode.
Result<void> make_private_file(const std::string& path) {
    const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0)
        return fail(ErrorCode::unavailable,
                    fmt::format("cannot open the database {}: {}", path, std::strerror(errno)));
    ::close(file);
    return {};
}

} // namespace

Result<std::unique_ptr<Database>> open_sqlite(const Platform& platform, SqliteSettings settings) {
    if (auto whole = check_sqlite_file(settings.path, settings.check_bytes_max); !whole)
        return forward(whole);
    if (auto made = make_private_file(settings.path); !made) return forward(made);
    settings.commit_batch_max = std::max<std::size_t>(1, settings.commit_batch_max);
    try {
        auto wakeup = std::make_shared<Wakeup>(platform);
        auto writer = SqliteWriter::open(settings, platform.now(), [wakeup] { wakeup->post(); });
        if (!writer) return forward(writer);
        return std::make_unique<SqliteDatabase>(platform, std::move(wakeup), std::move(*writer), settings);
    } catch (const SqlError& refused) {
        return tl::unexpected<Error>(to_error(refused));
    }
}

} // namespace bolt::store
