#include "base/secret_box.hpp"

#include "base/encoding.hpp"

#include <array>
#include <sodium.h>

namespace bolt {
namespace {

using Key = std::array<unsigned char, crypto_secretbox_KEYBYTES>;

Result<Key> key_of(std::string_view secret) {
    if (secret.empty()) return fail(ErrorCode::invalid_argument, "there is no secret to encrypt with");
    if (sodium_init() < 0) return fail(ErrorCode::unavailable, "libsodium cannot be used");
    // Told apart from every other use of the same secret.
    constexpr std::string_view purpose = "directory-bolt secret box";
    Key key{};
    crypto_generichash_state state;
    crypto_generichash_init(&state, reinterpret_cast<const unsigned char*>(purpose.data()), purpose.size(),
                            key.size());
    crypto_generichash_update(&state, reinterpret_cast<const unsigned char*>(secret.data()), secret.size());
    crypto_generichash_final(&state, key.data(), key.size());
    return key;
}

} // namespace

Result<std::string> seal(std::string_view secret, std::string_view plain, Random& random) {
    auto key = key_of(secret);
    if (!key) return forward(key);
    std::array<unsigned char, crypto_secretbox_NONCEBYTES> nonce{};
    random.fill(std::as_writable_bytes(std::span(nonce)));
    std::string out(nonce.size() + crypto_secretbox_MACBYTES + plain.size(), '\0');
    auto* bytes = reinterpret_cast<unsigned char*>(out.data());
    std::copy(nonce.begin(), nonce.end(), bytes);
    crypto_secretbox_easy(bytes + nonce.size(), reinterpret_cast<const unsigned char*>(plain.data()),
                          plain.size(), nonce.data(), key->data());
    sodium_memzero(key->data(), key->size());
    return base64(out);
}

Result<std::string> unseal(std::string_view secret, std::string_view sealed) {
    auto key = key_of(secret);
    if (!key) return forward(key);
    auto raw = base64_decode(sealed);
    constexpr std::size_t least = crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES;
    if (!raw || raw->size() < least) return fail(ErrorCode::data_loss, "the sealed text is damaged");
    const auto* bytes = reinterpret_cast<const unsigned char*>(raw->data());
    std::string out(raw->size() - least, '\0');
    const bool opened = crypto_secretbox_open_easy(
                            reinterpret_cast<unsigned char*>(out.data()), bytes + crypto_secretbox_NONCEBYTES,
                            raw->size() - crypto_secretbox_NONCEBYTES, bytes, key->data()) == 0;
    sodium_memzero(key->data(), key->size());
    if (!opened)
        return fail(ErrorCode::data_loss, "the sealed text was changed or belongs to another secret");
    return out;
}

} // namespace bolt
