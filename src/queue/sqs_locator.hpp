#pragma once
#include "queue/sqs_client.hpp"
#include "queue/sqs_queue.hpp"

namespace bolt::queue {

/// A queue as a setting names it.
struct SqsName {
    std::string name;      ///< "directory-bolt-jobs.fifo"
    std::string url{};     ///< "" for sqs:<name>
    std::string account{}; ///< of the URL; "" = the caller's
    std::string region{};  ///< as the URL's host tells; "" if it does not

    bool fifo() const { return name.ends_with(".fifo"); }
};
/// Reads a queue URL or "sqs:<name>". `setting` is named in the error.
Result<SqsName> read_sqs_name(std::string_view text, std::string_view setting);

/// The queue and, if a setting names it, its dead-letter queue: both FIFO queues or both not.
/// invalid_argument names the setting.
struct SqsNames {
    SqsName queue;
    std::optional<SqsName> dead_letters;
};
Result<SqsNames> read_sqs_names(const SqsSettings& settings);

/// Where the calls go and for which region they are signed.
Result<SqsClientSettings> sqs_client_settings(const SqsSettings& settings, const SqsName& queue);

/// Finds the URLs of a queue and its dead-letter queue, once. One thread.
class SqsLocator {
  public:
    SqsLocator(SqsClient& client, SqsName queue, std::optional<SqsName> dead_letters)
        : client_(client), queue_(std::move(queue)), dead_letters_(std::move(dead_letters)) {}

    Async<Result<std::string>> queue_url();
    /// "" where no setting and no redrive policy names one.
    Async<Result<std::string>> dead_letter_url();
    const SqsName& queue() const { return queue_; }

  private:
    Async<Result<std::string>> look_up(SqsName& name);

    SqsClient& client_;
    SqsName queue_;
    std::optional<SqsName> dead_letters_;
};

/// Attributes of a queue, as GetQueueAttributes tells them: all texts.
Async<Result<json::value>> sqs_attributes(SqsClient& client, const std::string& queue_url,
                                          std::vector<std::string> names);

} // namespace bolt::queue
