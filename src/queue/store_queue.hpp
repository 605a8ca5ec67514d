#pragma once
#include "queue/queue.hpp"
#include "store/database.hpp"

namespace bolt::queue {

struct StoreQueueSettings {
    std::string name = "jobs";
    std::string dead_letter_name = "jobs-dlq";
    std::size_t body_bytes_max = 256 << 10; ///< as SQS
};

/// The queue in the store's tables.
std::unique_ptr<Queue> make_store_queue(const Platform& platform, store::Database& database,
                                        StoreQueueSettings settings = {});

} // namespace bolt::queue
