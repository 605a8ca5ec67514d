#pragma once
#include "browser/pool.hpp"
#include "submit/browser_submitter.hpp"

#include <memory>
#include <string>

namespace bolt::submit {

/// What every visit of the browser lane shares, whatever it is for: one browser, the one address policy, our
/// own name. Attempts and probes open pages only through it. One thread. `platform` must outlive it.
class BrowserLane {
  public:
    BrowserLane(const Platform& platform, SubmitterSettings settings, Resolver resolver);

    const SubmitterSettings& settings() const { return settings_; }
    AddressPolicy& addresses() { return policy_; }
    /// A visit's way out: a proxy of its own, so that the bytes of one visit are counted together. Not
    /// started yet; it must outlive the lease that open() gives for it.
    std::unique_ptr<AddressProxy> make_proxy();
    /// Starts the proxy and leases a fresh context that knows no other way out. `locale` is the browser's
    /// ("de-DE"). unavailable if there is no browser or all stay taken for times.place.
    Async<Result<browser::Lease>> open(AddressProxy& proxy, std::string locale);
    /// A fresh context that may ask the network for nothing: for pages of our own. The same failures.
    Async<Result<browser::Lease>> open_offline();
    /// Ends the browser.
    Async<void> close();

  private:
    browser::ContextOptions options(const AddressProxy& proxy, std::string locale) const;
    Async<Result<void>> learn_user_agent(const AddressProxy& proxy);

    const Platform& platform_;
    SubmitterSettings settings_;
    AddressPolicy policy_;
    browser::BrowserPool pool_;
    std::string user_agent_; ///< empty: the browser's own
};

/// The browser's locale for a directory: "de" asks for German pages as a German browser does.
std::string locale_of(std::string_view language, std::string_view country_code);

} // namespace bolt::submit
