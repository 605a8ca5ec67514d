#include "roles/openapi.hpp"

#include "openapi_assets.hpp"

#include <yaml-cpp/yaml.h>

namespace bolt::roles {
namespace {

/// YAML 1.2's core schema for what stands without quotes: null, true, false, whole numbers; the rest is text.
json::value scalar(const YAML::Node& node) {
    const auto text = node.Scalar();
    if (node.Tag() == "!") return json::value(text); // in quotes
    if (text == "null") return nullptr;
    if (text == "true" || text == "false") return text == "true";
    const bool number =
        !text.empty() && text.size() < 18 && text.find_first_not_of("0123456789") == std::string::npos;
    if (number) return std::stoll(text);
    return json::value(text);
}

json::value to_json(const YAML::Node& node) {
    if (node.IsMap()) {
        json::object object;
        for (const auto& entry : node) object[entry.first.Scalar()] = to_json(entry.second);
        return object;
    }
    if (node.IsSequence()) {
        json::array array;
        for (const auto& entry : node) array.push_back(to_json(entry));
        return array;
    }
    if (node.IsScalar()) return scalar(node);
    return nullptr;
}

} // namespace

Result<json::object> openapi_document() {
    try {
        auto document = to_json(YAML::Load(std::string(assets::openapi().front().content)));
        if (document.is_object()) return std::move(document.get_object());
        return fail(ErrorCode::internal, "openapi.yaml holds no mapping");
    } catch (const YAML::Exception& thrown) {
        return fail(ErrorCode::internal, std::string("openapi.yaml: ") + thrown.what());
    }
}

void add_openapi_route(net::Router& router) {
    // Made when first asked for: starting must not wait for it.
    auto text = std::make_shared<std::string>();
    router.add("GET", "/api/openapi.json", [text](net::Request&) -> Async<net::Response> {
        if (text->empty()) {
            auto document = openapi_document();
            if (!document) co_return net::problem(500, "The document is damaged", document.error().message);
            *text = json::serialize(*document);
        }
        auto response = net::Response::json(200, *text);
        response.headers.set("Cache-Control", "no-cache");
        co_return response;
    });
}

} // namespace bolt::roles
