#include "roles/password.hpp"

#include "base/offload.hpp"

#include <algorithm>
#include <sodium.h>
#include <stdexcept>

namespace bolt::roles {
namespace {

constexpr std::size_t kPasswordBytesMin = 10;
constexpr std::size_t kPasswordBytesMax = 1024;
constexpr int kWaitingMax = 50; // about 5 s of work; more is an attack or an outage

std::string argon2id(const std::string& password) {
    std::string text(crypto_pwhash_STRBYTES, '\0');
    if (crypto_pwhash_str(text.data(), password.data(), password.size(), crypto_pwhash_OPSLIMIT_INTERACTIVE,
                          crypto_pwhash_MEMLIMIT_INTERACTIVE) != 0)
        return "";
    text.resize(text.find('\0'));
    return text;
}

/// Those of the usual lists of stolen passwords that are long enough for us (ASVS 6.2.4), and what looks like
/// them.
bool is_common(std::string password) {
    for (auto& c : password)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    if (password.find_first_not_of(password[0]) == std::string::npos) return true;
    while (!password.empty() &&
           std::string_view("0123456789!.").find(password.back()) != std::string_view::npos)
        password.pop_back();
    if (password.size() < 3) return true; // digits alone
    static constexpr std::string_view kCommon[] = {
        "password",   "passwort",      "motdepasse", "contrasena",  "qwertyuiop",    "qwerty",
        "qwertz",     "azertyuiop",    "asdfghjkl",  "iloveyou",    "letmein",       "welcome",
        "changeme",   "administrator", "1q2w3e4r5t", "1q2w3e4r",    "1qaz2wsx",      "zaq12wsx",
        "q1w2e3r4t5", "abcdefghij",    "abc",        "a123456789a", "1qaz2wsx3edc",  "superman",
        "princess",   "football",      "baseball",   "sunshine",    "directorybolt", "directory-bolt",
        "p@ssw0rd",   "p@ssword",      "trustno",    "master",      "1q2w3e4r5t6y"};
    return std::ranges::find(kCommon, password) != std::end(kCommon);
}

bool matches(const std::string& password, const std::string& stored) {
    return crypto_pwhash_str_verify(stored.c_str(), password.data(), password.size()) == 0;
}

} // namespace

namespace {

/// Counts one waiting call, however it ends.
struct Waiting {
    explicit Waiting(int& counted) : count(counted) { ++count; }
    ~Waiting() { --count; }
    Waiting(const Waiting&) = delete;
    Waiting& operator=(const Waiting&) = delete;
    int& count;
};

} // namespace

struct PasswordHasher::Impl {
    explicit Impl(asio::any_io_executor executor) : executor(std::move(executor)) {
        if (sodium_init() < 0) throw std::runtime_error("libsodium cannot start");
    }
    asio::any_io_executor executor;
    asio::thread_pool pool{1};
    int waiting = 0;    // on the loop's thread
    std::string nobody; // a real hash of nothing, made on first use on the pool's thread
};

PasswordHasher::PasswordHasher(asio::any_io_executor executor)
    : impl_(std::make_shared<Impl>(std::move(executor))) {}
PasswordHasher::~PasswordHasher() { impl_->pool.join(); }

Result<std::string> PasswordHasher::hash_blocking(const std::string& password) {
    if (password.size() < kPasswordBytesMin || password.size() > kPasswordBytesMax)
        return fail(ErrorCode::invalid_argument, "a password has 10 to 1,024 characters");
    if (is_common(password))
        return fail(ErrorCode::invalid_argument,
                    "this password is among those that are tried first; take another");
    if (sodium_init() < 0) return fail(ErrorCode::internal, "libsodium cannot start");
    auto text = argon2id(password);
    if (text.empty()) return fail(ErrorCode::unavailable, "not enough memory to hash the password (64 MiB)");
    return text;
}

Async<Result<std::string>> PasswordHasher::hash(std::string password) {
    auto impl = impl_;
    if (impl->waiting >= kWaitingMax)
        co_return fail(ErrorCode::rate_limited, "too many logins at once; try again");
    const Waiting counted(impl->waiting);
    auto work = [password = std::move(password)] { return hash_blocking(password); };
    co_return co_await offload(impl->pool, impl->executor, std::move(work));
}

Async<Result<bool>> PasswordHasher::verify(std::string password, std::string stored) {
    auto impl = impl_;
    if (impl->waiting >= kWaitingMax)
        co_return fail(ErrorCode::rate_limited, "too many logins at once; try again");
    if (password.size() > kPasswordBytesMax) co_return false;
    const Waiting counted(impl->waiting);
    auto work = [raw = impl.get(), password = std::move(password), stored = std::move(stored)] {
        if (!stored.empty()) return matches(password, stored);
        if (raw->nobody.empty()) raw->nobody = argon2id("nobody has this password");
        matches(password, raw->nobody);
        return false;
    };
    co_return co_await offload(impl->pool, impl->executor, std::move(work));
}

} // namespace bolt::roles
