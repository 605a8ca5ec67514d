#include "submit/submitter.hpp"

#include <filesystem>
#include <gtest/gtest.h>
#include <sys/stat.h>

namespace bolt::submit {
namespace {

namespace fs = std::filesystem;

class FolderEvidenceTest : public testing::Test {
  protected:
    FolderEvidenceTest() {
        std::string pattern = (fs::temp_directory_path() / "evidence-XXXXXX").string();
        folder_ = ::mkdtemp(pattern.data());
        store_ = make_folder_evidence((folder_ / "pictures").string());
    }
    ~FolderEvidenceTest() override { fs::remove_all(folder_); }
    static int mode(const fs::path& path) {
        struct stat facts{};
        EXPECT_EQ(::stat(path.c_str(), &facts), 0) << path;
        return facts.st_mode & 0777;
    }

    fs::path folder_;
    std::unique_ptr<EvidenceStore> store_;
};

TEST_F(FolderEvidenceTest, GivesBackWhatWasPutForTheOwnerOnly) {
    const std::string bytes("\xff\xd8\0picture", 10);
    ASSERT_TRUE(store_->put("job-1/attempt_2-before.jpg", bytes).has_value());
    EXPECT_EQ(store_->get("job-1/attempt_2-before.jpg").value(), bytes);
    EXPECT_EQ(mode(folder_ / "pictures/job-1/attempt_2-before.jpg"), 0600);
    EXPECT_EQ(mode(folder_ / "pictures/job-1"), 0700);
    EXPECT_EQ(mode(folder_ / "pictures"), 0700);
}

TEST_F(FolderEvidenceTest, AnotherPutReplacesTheWholeFileAndLeavesNothingElse) {
    ASSERT_TRUE(store_->put("a/b.jpg", std::string(1000, 'x')).has_value());
    ASSERT_TRUE(store_->put("a/b.jpg", "short").has_value());
    EXPECT_EQ(store_->get("a/b.jpg").value(), "short");
    const auto files =
        std::distance(fs::directory_iterator(folder_ / "pictures/a"), fs::directory_iterator{});
    EXPECT_EQ(files, 1);
}

TEST_F(FolderEvidenceTest, RefusesNamesThatLeaveTheFolder) {
    ASSERT_TRUE(store_->put("a/b.jpg", "x").has_value());
    for (const char* name : {"", "/etc/passwd", "../secret", "a/../../secret", "a/..", "a//b", "a/", "./a",
                             ".hidden", "a/.hidden", "a\\b", "a b", "ä"}) {
        EXPECT_EQ(store_->put(name, "x").error().code, ErrorCode::invalid_argument) << name;
        EXPECT_EQ(store_->get(name).error().code, ErrorCode::invalid_argument) << name;
    }
    EXPECT_EQ(store_->put(std::string("a\0b", 3), "x").error().code, ErrorCode::invalid_argument);
    EXPECT_EQ(store_->put(std::string(400, 'a'), "x").error().code, ErrorCode::invalid_argument);
    EXPECT_FALSE(fs::exists(folder_ / "secret"));
}

TEST_F(FolderEvidenceTest, DoesNotFollowLinksOrReadFolders) {
    ASSERT_TRUE(store_->put("a/b.jpg", "x").has_value());
    fs::create_symlink("/etc/hostname", folder_ / "pictures/a/link.jpg");
    EXPECT_FALSE(store_->get("a/link.jpg").has_value());
    EXPECT_EQ(store_->get("a").error().code, ErrorCode::not_found);
    EXPECT_EQ(store_->get("a/none.jpg").error().code, ErrorCode::not_found);
}

TEST_F(FolderEvidenceTest, RefusesTooMuch) {
    EXPECT_EQ(store_->put("a/b.jpg", std::string((8 << 20) + 1, 'x')).error().code, ErrorCode::too_large);
    EXPECT_EQ(store_->get("a/b.jpg").error().code, ErrorCode::not_found);
}

TEST_F(FolderEvidenceTest, SaysWhyItCannotWrite) {
    ASSERT_TRUE(store_->put("a/b.jpg", "x").has_value());
    const auto result = store_->put("a/b.jpg/c.jpg", "x");
    ASSERT_FALSE(result.has_value());
    EXPECT_NE(result.error().message.find("evidence"), std::string::npos);
}

} // namespace
} // namespace bolt::submit
