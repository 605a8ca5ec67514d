#pragma once
#include <memory>
#include <string>
#include <string_view>

namespace bolt::roles {

/// Collects figures at the moment they are asked for and writes them in Prometheus' text format (prometheus-cpp).
class MetricsText {
  public:
    MetricsText();
    ~MetricsText();
    void gauge(std::string_view name, std::string_view help, double value);
    /// `name` ends in _total.
    void counter(std::string_view name, std::string_view help, double value);
    std::string str() const;

  private:
    struct Families;
    std::unique_ptr<Families> families_;
};

} // namespace bolt::roles
