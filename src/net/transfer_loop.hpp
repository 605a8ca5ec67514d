#pragma once
#include "net/transfer.hpp"

#include <memory>

namespace bolt::net {

/// libcurl's multi interface driven by the io_context: libcurl says which sockets and which moment it waits
/// for, and is called when they come. One thread.
class TransferLoop {
  public:
    explicit TransferLoop(const asio::any_io_executor& executor);
    ~TransferLoop();
    TransferLoop(const TransferLoop&) = delete;
    TransferLoop& operator=(const TransferLoop&) = delete;

    /// Runs one transfer to its end. Cancelling the awaiting coroutine ends it too.
    Async<Result<Response>> run(Transfer& transfer);
    /// Ends every running transfer with `cancelled`; later ones end so at once.
    void shut_down();

  private:
    struct State;
    std::shared_ptr<State> state_;
};

} // namespace bolt::net
