#include "base/result.hpp"

namespace bolt {

const char* to_string(ErrorCode code) {
    switch (code) {
    case ErrorCode::invalid_argument:
        return "invalid_argument";
    case ErrorCode::unauthenticated:
        return "unauthenticated";
    case ErrorCode::permission_denied:
        return "permission_denied";
    case ErrorCode::not_found:
        return "not_found";
    case ErrorCode::conflict:
        return "conflict";
    case ErrorCode::too_large:
        return "too_large";
    case ErrorCode::rate_limited:
        return "rate_limited";
    case ErrorCode::timeout:
        return "timeout";
    case ErrorCode::unavailable:
        return "unavailable";
    case ErrorCode::cancelled:
        return "cancelled";
    case ErrorCode::data_loss:
        return "data_loss";
    case ErrorCode::internal:
        return "internal";
    }
    return "internal";
}

} // namespace bolt
