// Connections over TLS to a server with a certificate of a test's own authority.
#include "store/test_postgres.hpp"

#include <cstdlib>
#include <gmock/gmock.h>

namespace bolt::store {
namespace {

using testing::HasSubstr;

/// A key and a certificate for 127.0.0.1, signed by itself: its own authority.
void make_certificate(const std::filesystem::path& folder, const std::string& name) {
    const auto command = fmt::format(
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN={1} "
        "-addext subjectAltName=IP:127.0.0.1 -keyout {0}/{1}.key -out {0}/{1}.crt 2>/dev/null",
        folder.string(), name);
    ASSERT_EQ(std::system(command.c_str()), 0) << command;
}

Result<std::string> tls_seen(const std::string& url) {
    PostgresSettings settings;
    settings.url = url;
    PostgresConnection connection(settings);
    try {
        connection.connect();
        return connection
            .run_once("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()", {}, std::chrono::seconds{5})
            .text(0, 0);
    } catch (const SqlError& refused) {
        return fail(ErrorCode::unavailable, refused.what());
    }
}

TEST(PostgresTls, IsUsedAndTheServersCertificateIsChecked) {
    BOLT_ONLY_ON_POSTGRESQL;
    peers::PostgresServer server;
    TestFolder folder;
    make_certificate(folder.path, "own");
    make_certificate(folder.path, "foreign");
    const auto read = [&](const char* file) {
        return fmt::format("pg_read_file('{}')", (folder.path / file).string());
    };
    // The server reads its key only as a file of its own user.
    std::filesystem::permissions(folder.path, std::filesystem::perms::all);
    for (const auto* file : {"own.key", "own.crt"})
        std::filesystem::permissions(folder.path / file, std::filesystem::perms(0644));
    server.sql(
        "postgres",
        fmt::format("COPY (SELECT {}) TO PROGRAM 'umask 077; printf \"%b\" \"$(cat)\" > {}/server.key'",
                    read("own.key"), folder.path.string()));
    for (const auto& [name, value] :
         {std::pair("ssl_cert_file", "own.crt"), std::pair("ssl_key_file", "server.key")})
        server.sql("postgres",
                   fmt::format("ALTER SYSTEM SET {} = '{}'", name, (folder.path / value).string()));
    server.sql("postgres", "ALTER SYSTEM SET ssl = on");
    server.restart_at_once();
    const auto with = [&](const std::string& mode, const char* root) {
        return tls_seen(
            fmt::format("{}?sslmode={}&sslrootcert={}", server.url(), mode, (folder.path / root).string()));
    };
    EXPECT_EQ(tls_seen(server.url() + "?sslmode=disable").value_or("refused"), "f");
    EXPECT_EQ(tls_seen(server.url() + "?sslmode=require").value_or("refused"), "t");
    EXPECT_EQ(with("verify-full", "own.crt").value_or("refused"), "t");
    const auto foreign = with("verify-full", "foreign.crt");
    ASSERT_FALSE(foreign);
    EXPECT_THAT(foreign.error().message, HasSubstr("check sslmode and sslrootcert in DATABASE_URL"));
}

} // namespace
} // namespace bolt::store
