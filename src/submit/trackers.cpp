#include "submit/trackers.hpp"

#include <algorithm>
#include <array>

namespace bolt::submit {
namespace {

/// Each stands for the host itself and all below it.
constexpr auto kTrackers = std::to_array<std::string_view>({
    "33across.com",
    "2mdn.net",
    "addthis.com",
    "adform.net",
    "adnxs.com",
    "adroll.com",
    "ads-twitter.com",
    "ads.linkedin.com",
    "ads.pinterest.com",
    "adsafeprotected.com",
    "adsrvr.org",
    "adtrafficquality.google",
    "amazon-adsystem.com",
    "amplitude.com",
    "analytics.google.com",
    "analytics.tiktok.com",
    "analytics.twitter.com",
    "bam.nr-data.net",
    "bat.bing.com",
    "bidswitch.net",
    "bluekai.com",
    "casalemedia.com",
    "chartbeat.com",
    "chartbeat.net",
    "clarity.ms",
    "cloudflareinsights.com",
    "crazyegg.com",
    "criteo.com",
    "criteo.net",
    "ct.pinterest.com",
    "demdex.net",
    "doubleclick.net",
    "doubleverify.com",
    "everesttech.net",
    "fullstory.com",
    "google-analytics.com",
    "googleadservices.com",
    "googlesyndication.com",
    "googletagmanager.com",
    "googletagservices.com",
    "heapanalytics.com",
    "histats.com",
    "hotjar.com",
    "hotjar.io",
    "hs-analytics.net",
    "id5-sync.com",
    "indexww.com",
    "js-agent.newrelic.com",
    "kissmetrics.com",
    "krxd.net",
    "logrocket.com",
    "lr-ingest.io",
    "luckyorange.com",
    "mathtag.com",
    "matomo.cloud",
    "mc.yandex.com",
    "mc.yandex.ru",
    "mgid.com",
    "mixpanel.com",
    "moatads.com",
    "mouseflow.com",
    "omtrdc.net",
    "openx.net",
    "outbrain.com",
    "plausible.io",
    "popads.net",
    "propellerads.com",
    "pubmatic.com",
    "quantcount.com",
    "quantserve.com",
    "rlcdn.com",
    "rubiconproject.com",
    "scorecardresearch.com",
    "segment.com",
    "segment.io",
    "sharethis.com",
    "sharethrough.com",
    "smartadserver.com",
    "smartlook.com",
    "snap.licdn.com",
    "statcounter.com",
    "stats.wp.com",
    "taboola.com",
    "tapad.com",
    "teads.tv",
    "tiqcdn.com",
    "top-fwz1.mail.ru",
    "tr.snapchat.com",
    "woopra.com",
    "yieldmo.com",
    "zemanta.com",
});

} // namespace

bool is_tracker(std::string_view host) {
    // The host, then what follows each of its dots.
    for (;;) {
        if (std::ranges::find(kTrackers, host) != kTrackers.end()) return true;
        const auto dot = host.find('.');
        if (dot == std::string_view::npos) return false;
        host.remove_prefix(dot + 1);
    }
}

} // namespace bolt::submit
