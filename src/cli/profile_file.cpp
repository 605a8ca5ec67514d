#include "cli/profile_file.hpp"

#include "base/json.hpp"

#include <fmt/format.h>
#include <fstream>

namespace bolt::cli {

Result<BusinessProfile> read_profile_file(const std::string& path) {
    constexpr std::size_t bytes_max = 1 << 20;
    std::ifstream in(path, std::ios::binary);
    if (!in) return fail(ErrorCode::invalid_argument, fmt::format("cannot read {}", path));
    std::string text(bytes_max + 1, '\0');
    in.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(in.gcount()));
    if (text.size() > bytes_max)
        return fail(ErrorCode::invalid_argument, fmt::format("{} is over 1 MiB", path));
    auto parsed = parse_json(text);
    if (!parsed)
        return fail(ErrorCode::invalid_argument, fmt::format("{}: {}", path, parsed.error().message));
    return read_profile(*parsed);
}

} // namespace bolt::cli
