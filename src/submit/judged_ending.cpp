#include "submit/judged_ending.hpp"

#include "submit/address_policy.hpp"

namespace bolt::submit {
namespace {

std::string host_of(std::string_view url) {
    const auto destination = read_destination(url);
    return destination ? destination->host : "";
}

} // namespace

bool is_same_site(std::string_view url, std::string_view directory_url) {
    const auto one = host_of(url), other = host_of(directory_url);
    if (one.empty() || other.empty()) return false;
    return one == other || one.ends_with("." + other) || other.ends_with("." + one);
}

Ending judged_ending(const forms::Judgement& judgement, std::string_view directory_url) {
    Ending ending{judgement.verdict, judgement.summary, judgement.confidence};
    const bool listed =
        judgement.verdict == Verdict::accepted || judgement.verdict == Verdict::pending_review ||
        judgement.verdict == Verdict::confirm_email || judgement.verdict == Verdict::duplicate;
    if (listed && is_same_site(judgement.listing_url, directory_url))
        ending.listing_url = judgement.listing_url;
    return ending;
}

} // namespace bolt::submit
