#include "sim/sim_flow.hpp"

namespace bolt::sim {
namespace {

tl::unexpected<Error> down() { return fail(ErrorCode::unavailable, "the orchestrator does not answer"); }

class FaultyFlow final : public flow::Orchestrator {
  public:
    FaultyFlow(Process& process, std::unique_ptr<flow::Orchestrator> real, const bool& outage)
        : process_(process), real_(std::move(real)), outage_(outage) {}

    Async<Result<flow::Run>> start(flow::StartRun request) override {
        if (fails()) co_return down();
        if (process_.world.fault(0.01)) co_await process_.clock.sleep(process_.world.between(1s, 60s));
        auto run = co_await real_->start(std::move(request));
        if (fails()) co_return down();
        co_return run;
    }
    Async<Result<std::optional<flow::Run>>> claim(std::string worker_id, Duration wait) override {
        if (fails()) co_return down();
        auto run = co_await real_->claim(std::move(worker_id), wait);
        if (fails()) co_return down();
        co_return run;
    }
    void wake() override { real_->wake(); }
    std::string provider() const override { return real_->provider(); }

  private:
    bool fails() { return outage_ || process_.world.fault(0.02); }
    Process& process_;
    std::unique_ptr<flow::Orchestrator> real_;
    const bool& outage_;
};

} // namespace

std::unique_ptr<flow::Orchestrator>
make_faulty_flow(Process& process, std::unique_ptr<flow::Orchestrator> real, const bool& outage) {
    return std::make_unique<FaultyFlow>(process, std::move(real), outage);
}

} // namespace bolt::sim
