#include "submit/trackers.hpp"

#include <gtest/gtest.h>

namespace bolt::submit {
namespace {

TEST(Trackers, AreKnownWithAllBelowThem) {
    for (const auto* host :
         {"google-analytics.com", "www.google-analytics.com", "region1.google-analytics.com",
          "www.googletagmanager.com", "stats.g.doubleclick.net", "static.hotjar.com",
          "pagead2.googlesyndication.com", "bat.bing.com", "www.clarity.ms"})
        EXPECT_TRUE(is_tracker(host)) << host;
}

TEST(Trackers, WhatPagesNeedIsNone) {
    for (const auto* host : {"www.google.com",
                             "www.gstatic.com",
                             "www.recaptcha.net",
                             "hcaptcha.com",
                             "js.hcaptcha.com",
                             "newassets.hcaptcha.com",
                             "challenges.cloudflare.com",
                             "client-api.arkoselabs.com",
                             "fonts.googleapis.com",
                             "fonts.gstatic.com",
                             "ajax.googleapis.com",
                             "maps.googleapis.com",
                             "cdn.jsdelivr.net",
                             "unpkg.com",
                             "cdnjs.cloudflare.com",
                             "code.jquery.com",
                             "js.stripe.com",
                             "forms.hsforms.com",
                             "form.typeform.com",
                             "docs.google.com",
                             "s.w.org",
                             "i0.wp.com",
                             "consent.cookiebot.com",
                             "cdn.cookielaw.org",
                             "bing.com",
                             "notgoogle-analytics.com",
                             "google-analytics.com.example",
                             "com",
                             ""})
        EXPECT_FALSE(is_tracker(host)) << host;
}

} // namespace
} // namespace bolt::submit
