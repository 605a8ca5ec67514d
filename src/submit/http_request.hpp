#pragma once
#include "submit/http_entries.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace bolt::submit {

/// The request that sending a form makes.
struct FormRequest {
    std::string method; ///< "GET" or "POST"
    std::string url;
    std::string content_type; ///< "" for GET
    std::string body;
};

/// "name=value&..." in that encoding ("application/x-www-form-urlencoded serializer").
std::string encode_urlencoded(const std::vector<FormEntry>& entries, const Charset& charset);
/// "multipart/form-data encoding algorithm".
std::string encode_multipart(const std::vector<FormEntry>& entries, const Charset& charset,
                             std::string_view boundary);
/// "text/plain encoding algorithm".
std::string encode_plain(const std::vector<FormEntry>& entries, const Charset& charset);

/// The encoding that a form is sent in: the first known label of accept-charset, else the document's.
Charset form_charset(forms::HtmlNode form, const Charset& document);

/// "Form submission algorithm" up to the request: method, action and enctype with what the submitter
/// overrides, base address, entry list, encoding. conflict: needs a browser (method dialog, an address that
/// is not http). `boundary` must not stand in any value.
Result<FormRequest> build_request(const forms::HtmlPage& page, const FilledForm& filled,
                                  forms::HtmlNode submitter, const Charset& document,
                                  std::string_view boundary);

} // namespace bolt::submit
