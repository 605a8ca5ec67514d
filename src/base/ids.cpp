#include "base/ids.hpp"

#include "base/encoding.hpp"

namespace bolt {

std::string new_uuid(const Clock& clock, Random& random) {
    std::string raw(16, '\0');
    random.fill(std::as_writable_bytes(std::span(raw)));
    const auto ms = static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::milliseconds>(clock.now().time_since_epoch()).count());
    for (int i = 0; i < 6; ++i)
        raw[static_cast<std::size_t>(i)] = static_cast<char>(ms >> (40 - 8 * i) & 0xFF);
    raw[6] = static_cast<char>((raw[6] & 0x0F) | 0x70); // version 7
    raw[8] = static_cast<char>((raw[8] & 0x3F) | 0x80); // RFC variant
    const auto digits = hex(raw);
    return digits.substr(0, 8) + '-' + digits.substr(8, 4) + '-' + digits.substr(12, 4) + '-' +
           digits.substr(16, 4) + '-' + digits.substr(20);
}

bool is_uuid(std::string_view text) {
    if (text.size() != 36) return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        const bool digit = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
        if (dash ? c != '-' : !digit) return false;
    }
    return true;
}

} // namespace bolt
