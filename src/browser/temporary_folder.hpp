#pragma once
#include "base/platform.hpp"
#include "base/result.hpp"

#include <memory>
#include <string>

namespace bolt::browser {

/// A folder for one driver and its browsers (profiles, uploads), held by a file lock, so that other processes
/// can tell a folder in use from one whose owner died.
class TemporaryFolder {
  public:
    /// Makes a folder below `parent` (empty: the system's temporary folder), readable by this user only.
    static Result<std::unique_ptr<TemporaryFolder>> make(const Platform& platform, std::string parent);
    /// Lets go of the lock; what is still there is left to a later sweep().
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    const std::string& path() const { return path_; }
    /// Gives the folder (not its lock) to another user, who then runs the browser; only root can.
    /// not_found: there is no such user.
    Result<void> give_to(const std::string& user);
    /// Kills processes that were started with this folder on their command line (browsers that outlived their
    /// driver) and deletes the folder. True when it is gone; false: call again when those processes have
    /// ended.
    bool remove();
    /// Deletes the folders below `parent` whose owners are dead; returns how many.
    static int sweep(std::string parent);

  private:
    TemporaryFolder(std::string path, int lock) : path_(std::move(path)), lock_(lock) {}
    std::string path_;
    int lock_;
};

} // namespace bolt::browser
