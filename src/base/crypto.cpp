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
} // namespace

std::string sha256(std::string_view data) {
    std::string out(32, '\0');
    unsigned size = 0;
    if (EVP_Digest(data.data(), data.size(), reinterpret_cast<unsigned char*>(out.data()), &size,
                   EVP_sha256(), nullptr) != 1)
        throw std::runtime_error("SHA-256 failed in OpenSSL");
    return out;
}

std::string hmac_sha256(std::string_view key, std::string_view data) {
    std::string out(32, '\0');
    unsigned size = 0;
    if (HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), bytes(data), data.size(),
             reinterpret_cast<unsigned char*>(out.data()), &size) == nullptr)
        throw std::runtime_error("HMAC-SHA-256 failed in OpenSSL");
    return out;
}

bool secret_equal(std::string_view a, std::string_view b) {
    if (a.empty() || b.empty()) return false;
    // Comparing digests hides the length of the expected secret as well.
    const auto left = sha256(a);
    const auto right = sha256(b);
    return CRYPTO_memcmp(left.data(), right.data(), left.size()) == 0;
}

} // namespace bolt
