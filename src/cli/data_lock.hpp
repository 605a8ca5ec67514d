#pragma once
#include "base/result.hpp"

#include <memory>
#include <string>

namespace bolt::cli {

/// Says that one `up` works in a data folder; the kernel lets it go when the process ends, however it ends.
class DataLock {
  public:
    /// conflict, naming the holder: another `up` works there. unavailable: the folder cannot be written.
    static Result<std::unique_ptr<DataLock>> take(const std::string& folder);
    ~DataLock();
    DataLock(const DataLock&) = delete;
    DataLock& operator=(const DataLock&) = delete;

  private:
    explicit DataLock(int file) : file_(file) {}
    int file_;
};

} // namespace bolt::cli
