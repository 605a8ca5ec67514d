#include "store/site_accounts.hpp"

#include "store/sql.hpp"
#include "store/test_scene.hpp"

#include <gtest/gtest.h>

namespace bolt::store {
namespace {

const Statement kCustomers{"SELECT id FROM customers ORDER BY email"};
const Statement kErase{"DELETE FROM customers WHERE id = $1"};
const Statement kEraseJobs{"DELETE FROM jobs"};

class SiteAccounts : public ::testing::Test {
  protected:
    void SetUp() override {
        scene.add_job("ada@example.com");
        scene.add_job("bob@example.com");
        const auto rows = scene.write([](Tx& tx) -> Result<std::vector<std::string>> {
            const auto found = tx.run(kCustomers);
            return std::vector{found.text(0, 0), found.text(1, 0)};
        });
        ada = rows[0];
        bob = rows[1];
    }
    std::optional<SiteAccount> find(const std::string& customer, const std::string& host) {
        return scene.write([&](Tx& tx) { return find_site_account(tx, customer, host); });
    }
    void keep(const std::string& customer, const std::string& host, const std::string& sealed) {
        const SiteAccount account{customer, host, "ada@example.com", "ada1234", sealed};
        scene.write([&](Tx& tx) { return keep_site_account(tx, scene.platform, account); });
    }
    Scene scene;
    std::string ada, bob;
};

TEST_F(SiteAccounts, BelongToOneCustomerAtOneHost) {
    keep(ada, "guide.example", "sealed-1");
    ASSERT_TRUE(find(ada, "guide.example"));
    EXPECT_EQ(find(ada, "guide.example")->sealed_password, "sealed-1");
    EXPECT_EQ(find(ada, "guide.example")->username, "ada1234");
    EXPECT_FALSE(find(bob, "guide.example"));
    EXPECT_FALSE(find(ada, "other.example"));
    keep(ada, "guide.example", "sealed-2");
    EXPECT_EQ(find(ada, "guide.example")->sealed_password, "sealed-2");
    scene.write([&](Tx& tx) { return drop_site_account(tx, ada, "guide.example"); });
    EXPECT_FALSE(find(ada, "guide.example"));
}

TEST_F(SiteAccounts, GoWithTheirCustomer) {
    keep(ada, "guide.example", "sealed-1");
    scene.write([&](Tx& tx) -> Result<void> {
        tx.run(kEraseJobs);
        tx.run(kErase, {ada});
        return {};
    });
    EXPECT_FALSE(find(ada, "guide.example"));
}

} // namespace
} // namespace bolt::store
