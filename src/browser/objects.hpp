#pragma once
#include "base/json.hpp"
#include "base/result.hpp"

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace bolt::browser {

/// An object of the driver (page, frame, request, ...), as the driver announced it.
struct RemoteObject {
    std::string type;                  ///< "Page", "Frame", ...
    std::string parent;                ///< guid, "" for the root
    json::object initializer;          ///< its properties; large ones (headers, post data) are left out
    std::vector<std::string> children; ///< guids
};

/// The tree of the driver's objects, kept as its __create__, __adopt__ and __dispose__ messages say. Hostile
/// input (unknown guids, cycles, floods) gives errors or is ignored; it never loops or recurses.
class ObjectTree {
  public:
    ObjectTree();
    /// Applies __create__ {type, guid, initializer} of `parent`. invalid_argument: malformed, known already,
    /// too many.
    Result<void> create(const std::string& parent, const json::object& params);
    /// Moves `child` below `parent`; ignored if either is unknown or it would make a cycle.
    void adopt(const std::string& parent, const std::string& child);
    /// Removes `guid` and everything below it.
    void dispose(const std::string& guid);

    /// nullptr when unknown. Valid until the tree changes.
    RemoteObject* find(std::string_view guid);
    const RemoteObject* find(std::string_view guid) const;
    /// `guid` and its ancestors, nearest first, without the root.
    std::vector<std::string> path(std::string_view guid) const;
    std::size_t size() const { return objects_.size() - 1; }

  private:
    std::unordered_map<std::string, RemoteObject> objects_;
};

} // namespace bolt::browser
