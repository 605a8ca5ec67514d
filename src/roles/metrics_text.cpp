#include "roles/metrics_text.hpp"

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>
#include <vector>

namespace bolt::roles {

struct MetricsText::Families {
    std::vector<prometheus::MetricFamily> list;
    prometheus::ClientMetric& add(prometheus::MetricType type, std::string_view name, std::string_view help) {
        auto& family = list.emplace_back();
        family.name = name;
        family.help = help;
        family.type = type;
        return family.metric.emplace_back();
    }
};

MetricsText::MetricsText() : families_(std::make_unique<Families>()) {}
MetricsText::~MetricsText() = default;

void MetricsText::gauge(std::string_view name, std::string_view help, double value) {
    families_->add(prometheus::MetricType::Gauge, name, help).gauge.value = value;
}

void MetricsText::counter(std::string_view name, std::string_view help, double value) {
    families_->add(prometheus::MetricType::Counter, name, help).counter.value = value;
}

std::string MetricsText::str() const { return prometheus::TextSerializer().Serialize(families_->list); }

} // namespace bolt::roles
