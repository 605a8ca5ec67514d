#include "store/customer_edit.hpp"
#include "store/sqlite_check.hpp"
#include "store/test_scene.hpp"

#include <fstream>
#include <thread>

namespace bolt::store {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

std::string refusal(const TestStore& store) {
    auto opened = open_sqlite(store.platform, store.settings());
    if (opened) return "";
    EXPECT_EQ(opened.error().code, ErrorCode::data_loss) << opened.error().message;
    return opened.error().message;
}

bool holds(const std::string& file, std::string_view text) {
    std::ifstream in(file, std::ios::binary);
    const std::string content{std::istreambuf_iterator<char>(in), {}};
    return content.find(text) != std::string::npos;
}

struct SqliteCheck : testing::Test {
    SqliteCheck() {
        for (int i = 0; i < 50; ++i) scene.add_job(fmt::format("a{}@example.com", i));
        path = scene.settings().path;
    }
    void close() { scene.database.reset(); }
    Scene scene;
    std::string path;
};

TEST_F(SqliteCheck, F10ATruncatedFileIsNamedAtTheStart) {
    close();
    fs::resize_file(path, fs::file_size(path) / 2 / 4096 * 4096);
    EXPECT_NE(refusal(scene).find("restore a backup"), std::string::npos) << refusal(scene);
}

TEST_F(SqliteCheck, F10AFlippedPageIsNamedAtTheStart) {
    close();
    const auto pages = fs::file_size(path) / 4096;
    std::fstream file(path, std::ios::binary | std::ios::in | std::ios::out);
    std::string page(4096, '\0');
    // One that is in use: all of a page's bits are turned over.
    file.seekg(static_cast<std::streamoff>(pages / 2 * 4096));
    file.read(page.data(), 4096);
    for (auto& byte : page) byte = static_cast<char>(~byte);
    file.seekp(static_cast<std::streamoff>(pages / 2 * 4096));
    file.write(page.data(), 4096);
    file.close();
    EXPECT_NE(refusal(scene).find(path), std::string::npos) << refusal(scene);
}

TEST_F(SqliteCheck, F10ALogThatWasTakenAwayIsNoticed) {
    // As a crash leaves them: copied while the database is open.
    const auto left = scene.place.folder.path / "left";
    fs::create_directory(left);
    for (const auto* suffix : {"", "-shm"})
        fs::copy_file(path + suffix, left / ("bolt.db" + std::string(suffix)));
    auto settings = scene.settings();
    settings.path = (left / "bolt.db").string();
    auto opened = open_sqlite(scene.platform, settings);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, ErrorCode::data_loss);
    EXPECT_NE(opened.error().message.find("bolt.db-wal is gone"), std::string::npos)
        << opened.error().message;
}

TEST_F(SqliteCheck, F10AFileThatIsGoneBesideItsLogIsNotMadeAnew) {
    const auto left = scene.place.folder.path / "left";
    fs::create_directory(left);
    fs::copy_file(path + "-wal", left / "bolt.db-wal");
    auto settings = scene.settings();
    settings.path = (left / "bolt.db").string();
    auto opened = open_sqlite(scene.platform, settings);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, ErrorCode::data_loss);
    EXPECT_FALSE(fs::exists(left / "bolt.db"));
}

TEST_F(SqliteCheck, ACopyIsWholePrivateAndFreeOfWhatWasDeleted) {
    const auto copy = (scene.place.folder.path / "copy.db").string();
    scene.script(
        "CREATE TABLE gone (a TEXT); INSERT INTO gone VALUES ('deleted-marker-1'); DELETE FROM gone");
    ASSERT_TRUE(copy_sqlite(path, copy));
    EXPECT_TRUE(verify_sqlite(copy));
    EXPECT_FALSE(holds(copy, "deleted-marker-1"));
    EXPECT_EQ(fs::status(copy).permissions(), fs::perms::owner_read | fs::perms::owner_write);
    const auto again = copy_sqlite(path, copy);
    ASSERT_FALSE(again) << "nothing is overwritten";
    scene.add_job("later@example.com");
    EXPECT_TRUE(verify_sqlite(copy)) << "the database goes on, the copy is as it was";
}

TEST(SqliteErasure, WhatIsErasedIsInNoFileAnyMore) {
    Scene scene;
    auto settings = scene.settings();
    settings.fold_every = 100ms;
    scene.database.reset();
    scene.database = std::move(*open_sqlite(scene.platform, settings));
    const auto job = scene.add_job("erase-me-please@example.com");
    scene.write([&](Tx& tx) -> Result<void> {
        tx.script(
            "UPDATE customers SET description = 'a-secret-recipe-of-grandmother' || hex(zeroblob(9000))");
        return {};
    });
    const auto customer = scene.text("SELECT id FROM customers");
    const auto path = settings.path;
    ASSERT_TRUE(holds(path, "erase-me-please") || holds(path + "-wal", "erase-me-please"));
    scene.write([&](Tx& tx) {
        return erase_customer(tx, scene.platform, customer, "erase-me-please@example.com", {"staff:x", ""});
    });
    const auto gone = [&] {
        for (const auto* text : {"erase-me-please", "a-secret-recipe-of-grandmother"})
            for (const auto* suffix : {"", "-wal"})
                if (holds(path + suffix, text)) return false;
        return true;
    };
    for (int i = 0; i < 400 && !gone(); ++i) std::this_thread::sleep_for(25ms);
    EXPECT_TRUE(gone());
}

} // namespace
} // namespace bolt::store
