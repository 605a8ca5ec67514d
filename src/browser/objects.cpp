#include "browser/objects.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace bolt::browser {
namespace {

// The driver itself keeps at most 10,000 objects a type and 100,000 handles, then disposes the oldest.
constexpr std::size_t objects_max = 300'000;
// Real trees are five deep: root, browser type, browser, context, page, frame/request, response.
constexpr int depth_max = 32;

constexpr std::size_t post_data_base64_max = 350'000;

/// Of the named headers what somebody reads, as an object with lower-case names.
json::object kept_headers(const json::object& initializer) {
    json::object kept;
    if (const auto* headers = initializer.if_contains("headers"); headers != nullptr && headers->is_array())
        for (const auto& header : headers->get_array()) {
            auto name = get_string(header, "name");
            for (auto& c : name)
                if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
            if (name == "location" || name == "retry-after" || name == "content-type")
                kept[name] = get_string(header, "value").substr(0, 2048);
        }
    return kept;
}

// A request's headers and body can be megabytes, times 10,000 requests: keep only what somebody reads. A
// form's body stays until Context has told it.
void trim(const std::string& type, json::object& initializer) {
    if (type == "Request") {
        initializer["headers"] = kept_headers(initializer);
        const auto* data = initializer.if_contains("postData");
        const bool form = get_bool(initializer, "isNavigationRequest") && data != nullptr &&
                          data->is_string() && data->get_string().size() <= post_data_base64_max;
        if (!form) initializer.erase("postData");
    } else if (type == "Response") {
        initializer["headers"] = kept_headers(initializer);
        initializer.erase("timing");
    } else if (type == "BrowserContext") {
        initializer.erase("options");
    }
}

} // namespace

ObjectTree::ObjectTree() { objects_.try_emplace(""); }

Result<void> ObjectTree::create(const std::string& parent, const json::object& params) {
    const json::value* type = params.if_contains("type");
    const json::value* guid = params.if_contains("guid");
    if (type == nullptr || !type->is_string() || guid == nullptr || !guid->is_string() ||
        guid->get_string().empty())
        return fail(ErrorCode::invalid_argument, "__create__ without type or guid");
    if (objects_.size() >= objects_max)
        return fail(ErrorCode::too_large, fmt::format("the driver made more than {} objects", objects_max));
    const std::string name(guid->get_string());
    if (objects_.count(name) != 0)
        return fail(ErrorCode::invalid_argument,
                    "__create__ of an object that exists: " + name.substr(0, 100));
    RemoteObject object;
    object.type = type->get_string();
    // The driver may have disposed of the parent as garbage just before: such objects hang below the root.
    object.parent = objects_.count(parent) != 0 ? parent : "";
    if (const auto* initializer = params.if_contains("initializer");
        initializer != nullptr && initializer->is_object())
        object.initializer = initializer->get_object();
    trim(object.type, object.initializer);
    objects_[object.parent].children.push_back(name);
    objects_.emplace(name, std::move(object));
    return {};
}

void ObjectTree::adopt(const std::string& parent, const std::string& child) {
    auto* object = find(child);
    auto* new_parent = find(parent);
    if (object == nullptr || new_parent == nullptr || child.empty()) return;
    const auto above = path(parent);
    if (std::find(above.begin(), above.end(), child) != above.end()) return;
    if (auto* old_parent = find(object->parent)) std::erase(old_parent->children, child);
    object->parent = parent;
    new_parent->children.push_back(child);
}

void ObjectTree::dispose(const std::string& guid) {
    const auto* top = find(guid);
    if (top == nullptr || guid.empty()) return;
    if (auto* parent = find(top->parent)) std::erase(parent->children, guid);
    std::vector<std::string> doomed{guid};
    while (!doomed.empty()) {
        const auto name = std::move(doomed.back());
        doomed.pop_back();
        const auto it = objects_.find(name);
        if (it == objects_.end()) continue;
        auto& children = it->second.children;
        doomed.insert(doomed.end(), std::make_move_iterator(children.begin()),
                      std::make_move_iterator(children.end()));
        objects_.erase(it);
    }
}

RemoteObject* ObjectTree::find(std::string_view guid) {
    const auto it = objects_.find(std::string(guid));
    return it == objects_.end() ? nullptr : &it->second;
}

const RemoteObject* ObjectTree::find(std::string_view guid) const {
    const auto it = objects_.find(std::string(guid));
    return it == objects_.end() ? nullptr : &it->second;
}

std::vector<std::string> ObjectTree::path(std::string_view guid) const {
    std::vector<std::string> above;
    std::string at(guid);
    for (int depth = 0; depth < depth_max && !at.empty(); ++depth) {
        const auto* object = find(at);
        if (object == nullptr) break;
        auto parent = object->parent;
        above.push_back(std::move(at));
        at = std::move(parent);
    }
    return above;
}

} // namespace bolt::browser
