#include "base/crypto.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdexcept>

namespace bolt {
namespace {
const unsigned char* bytes(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

std::string digest(std::string_view data, const EVP_MD* kind, std::size_t size_bytes, const char* name) {
    std::string out(size_bytes, '\0');
    unsigned size = 0;
    if (EVP_Digest(data.data(), data.size(), reinterpret_cast<unsigned char*>(out.data()), &size, kind,
                   nullptr) != 1)
        throw std::runtime_error(std::string(name) + " failed in OpenSSL");
    return out;
}

std::string hmac(std::string_view key, std::string_view data, const EVP_MD* kind, std::size_t size_bytes) {
    std::string out(size_bytes, '\0');
    unsigned size = 0;
    if (HMAC(kind, key.data(), static_cast<int>(key.size()), bytes(data), data.size(),
             reinterpret_cast<unsigned char*>(out.data()), &size) == nullptr)
        throw std::runtime_error("HMAC failed in OpenSSL");
    return out;
}

} // namespace

std::string sha256(std::string_view data) { return digest(data, EVP_sha256(), 32, "SHA-256"); }

std::string md5(std::string_view data) { return digest(data, EVP_md5(), 16, "MD5"); }

std::string hmac_sha256(std::string_view key, std::string_view data) {
    return hmac(key, data, EVP_sha256(), 32);
}

std::string hmac_sha1(std::string_view key, std::string_view data) { return hmac(key, data, EVP_sha1(), 20); }

bool secret_equal(std::string_view a, std::string_view b) {
    if (a.empty() || b.empty()) return false;
    // Comparing digests hides the length of the expected secret as well.
    const auto left = sha256(a);
    const auto right = sha256(b);
    return CRYPTO_memcmp(left.data(), right.data(), left.size()) == 0;
}

} // namespace bolt
