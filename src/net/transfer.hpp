#pragma once
#include "net/client.hpp"

#include <curl/curl.h>
#include <memory>
#include <string>

namespace bolt::net {

/// One HTTP call as libcurl sees it: the request's text, which libcurl only points to, and the growing
/// response. Must stay where it is while libcurl works on it.
class Transfer {
  public:
    /// invalid_argument for a URL that is not http or https, a method or header that cannot be sent.
    static Result<std::unique_ptr<Transfer>> make(ClientRequest request);
    ~Transfer();
    Transfer(const Transfer&) = delete;
    Transfer& operator=(const Transfer&) = delete;

    CURL* handle() const { return handle_; }
    /// What libcurl's result means for the caller.
    Result<Response> finish(CURLcode code);

  private:
    explicit Transfer(ClientRequest request);
    Result<void> prepare();
    void prepare_method();
    Result<void> prepare_headers();
    Result<void> prepare_addresses();
    void give_cookies();
    void take_cookies();
    template <class T>
    void set(CURLoption option, T value);

    static std::size_t on_body(char* data, std::size_t size, std::size_t count, void* self);
    static std::size_t on_header(char* data, std::size_t size, std::size_t count, void* self);
    static curl_socket_t on_open_socket(void* self, curlsocktype purpose, curl_sockaddr* address);
    static int on_connected(void* self, char* peer_ip, char* own_ip, int peer_port, int own_port);
    bool allowed(const std::string& address);
    bool may_be_sent();

    ClientRequest request_;
    CURL* handle_;
    curl_slist* headers_ = nullptr;
    curl_slist* addresses_ = nullptr;
    char error_text_[CURL_ERROR_SIZE] = {};
    Response response_;
    std::size_t header_bytes_ = 0;
    bool too_large_ = false;
    bool forbidden_ = false;
    bool sent_ = false;              ///< the request was (perhaps) sent
    std::size_t answered_bytes_ = 0; ///< header_bytes_ when it was sent last
    bool lost_ = false;              ///< sent without any answer, and sending it again could do it twice
};

} // namespace bolt::net
