#pragma once
#include "base/platform.hpp"
#include "base/signal.hpp"
#include "submit/browser_lane.hpp"

#include <memory>

namespace bolt::roles {

/// A browser beside the lanes', for what is asked now and then: at the gateway a report as PDF and a look at
/// a directory, at the worker looks at known forms. It starts with the first use and ends when nobody used it
/// for a while. One thread.
class GatewayBrowser {
  public:
    /// At most settings.pool.contexts_max uses at a time; a further one waits for settings.times.place.
    /// `platform` must outlive it.
    GatewayBrowser(const Platform& platform, submit::SubmitterSettings settings,
                   Duration idle = std::chrono::minutes{2});
    ~GatewayBrowser();

    /// Keeps the browser from ending while it lives.
    class Use {
      public:
        explicit Use(GatewayBrowser& of);
        ~Use();
        Use(const Use&) = delete;
        Use& operator=(const Use&) = delete;
        submit::BrowserLane& lane() const { return *lane_; }

      private:
        GatewayBrowser& of_;
        std::shared_ptr<submit::BrowserLane> lane_;
    };

    /// Ends the browser when it idles; at the stop, for good.
    Async<void> run(StopToken& stop);

  private:
    const Platform platform_;
    submit::SubmitterSettings settings_;
    Duration idle_;
    Signal used_;
    std::shared_ptr<submit::BrowserLane> lane_; ///< null: no browser runs
    int uses_ = 0;
    Duration last_use_{0}; ///< Clock::monotonic()
};

} // namespace bolt::roles
