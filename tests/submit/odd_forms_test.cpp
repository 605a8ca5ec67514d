#include "tests/submit/hostile.hpp"

/// Forms that come in parts, in frames, behind banners, or answer elsewhere.
namespace bolt::submit::testing {
namespace {

TEST_F(HostilePages, AStormOfDialogsDoesNotStopTheAttempt) {
    form_ = kForm + "<script>for (let i = 0; i < 30; i++) alert('Buy our gold plan ' + i);"
                    "document.forms[0].addEventListener('submit', () => { for (let i = 0; i < 20; i++) "
                    "alert('wait ' + i); });"
                    "</script>";
    const auto outcome = submit();
    EXPECT_EQ(posts_, 1) << log_of(outcome);
    EXPECT_EQ(outcome.verdict, Verdict::pending_review) << log_of(outcome);
}

TEST_F(HostilePages, ACookieBannerIsPutAway) {
    form_ = kForm + R"html(<div id=cookies style="position:fixed;inset:0;background:#fffd">We use cookies
        <button onclick="document.getElementById('cookies').remove()">Accept all</button></div>)html";
    const auto outcome = submit();
    EXPECT_EQ(outcome.verdict, Verdict::pending_review) << log_of(outcome);
    EXPECT_EQ(posts_, 1);
}

TEST_F(HostilePages, AnOverlayThatStaysMeansNothingWasSent) {
    form_ = kForm + R"(<div style="position:fixed;inset:0;background:#fffd">Subscribe!</div>)";
    const auto outcome = submit();
    EXPECT_EQ(outcome.verdict, Verdict::rejected) << log_of(outcome);
    EXPECT_EQ(posts_, 0);
    EXPECT_FALSE(marks_.is_sent());
}

TEST_F(HostilePages, AValueThatThePageChangesIsNotSentWrong) {
    form_ = kForm + "<script>document.forms[0].elements.name.addEventListener('input', e => e.target.value = "
                    "'Evil Corp');"
                    "</script>";
    const auto outcome = submit();
    EXPECT_EQ(outcome.verdict, Verdict::rejected) << log_of(outcome);
    EXPECT_EQ(posts_, 0);
    EXPECT_FALSE(marks_.is_sent());
}

TEST_F(HostilePages, NoListingIsSentWithoutTheBusinesssName) {
    form_ = kForm;
    form_.replace(form_.find("<input name=\"name\" required>"), 28, "<input name=\"name\">");
    form_ += "<script>document.forms[0].elements.name.addEventListener('input', e => e.target.value = "
             "'');</script>";
    const auto outcome = submit();
    EXPECT_EQ(outcome.verdict, Verdict::rejected) << log_of(outcome);
    EXPECT_EQ(posts_, 0);
    EXPECT_FALSE(marks_.is_sent());
}

// Busy for longer than one field may take, twice: with every field or not at all.
TEST_F(HostilePages, APageThatIsBusyGetsItsFieldsLater) {
    form_ = kForm + R"(<script>let times = 2;
        document.forms[0].elements.website.addEventListener('focus', () => {
            if (times-- > 0) for (const end = performance.now() + 5000; performance.now() < end;); });</script>)";
    std::string body;
    on_post_ = [&](net::Request& request) {
        body = request.body;
        return net::Response::html(
            200, page("<h1>Thank you!</h1><p>Your listing was received and is pending review.</p>"));
    };
    const auto outcome = submit();
    EXPECT_EQ(outcome.verdict, Verdict::pending_review) << log_of(outcome);
    EXPECT_EQ(posts_, 1);
    EXPECT_EQ(body.find("website=&"), std::string::npos) << body;
}

TEST_F(HostilePages, APageThatStaysBusyWithAFieldIsTriedAgainLater) {
    form_ = kForm + R"(<script>
        document.forms[0].elements.website.addEventListener('focus', () => {
            for (const end = performance.now() + 11000; performance.now() < end;); });</script>)";
    const auto outcome = submit();
    EXPECT_EQ(outcome.verdict, Verdict::unreachable) << log_of(outcome);
    EXPECT_EQ(posts_, 0);
    EXPECT_FALSE(marks_.is_sent());
}

TEST_F(HostilePages, AnAnswerInAWindowOfItsOwnIsSeen) {
    form_ = kForm;
    form_.replace(form_.find("<form "), 6, "<form target=_blank ");
    auto outcome = submit();
    EXPECT_EQ(outcome.verdict, Verdict::pending_review) << log_of(outcome);
    EXPECT_EQ(posts_, 1);
    EXPECT_TRUE(marks_.is_sent());
}

TEST_F(HostilePages, AWindowThatAScriptSendsTheFormIntoIsSeen) {
    form_ =
        kForm +
        "<script>document.forms[0].addEventListener('submit', e => { e.preventDefault();"
        "window.open('about:blank', 'answer'); e.target.target = 'answer'; e.target.submit(); });</script>";
    const auto outcome = submit();
    EXPECT_EQ(posts_, 1) << log_of(outcome);
    EXPECT_TRUE(marks_.is_sent());
    EXPECT_TRUE(outcome.verdict == Verdict::pending_review || outcome.verdict == Verdict::unknown)
        << log_of(outcome);
}

// As component libraries draw a box: a button for people, an invisible input for the form.
TEST_F(HostilePages, ABoxThatIsAButtonIsTicked) {
    form_ = kForm;
    form_.replace(
        form_.find("<button>Submit listing"), 22,
        R"html(<div><button type=button role=checkbox aria-checked=false id=t>&nbsp;</button><input type=checkbox
        name=terms value=yes aria-hidden=true tabindex=-1 style="transform:translateX(-100%);position:absolute;
        pointer-events:none;opacity:0;margin:0;width:16px;height:16px"><label for=t>I agree to the terms of service</label></div>
        <script>t.onclick = () => { const box = t.nextElementSibling; box.checked = !box.checked;
        t.setAttribute('aria-checked', box.checked) }</script>
        <button type=button role=switch aria-checked=false aria-labelledby=p id=s>&nbsp;</button><span id=p>I accept the privacy
        policy</span><input type=hidden name=privacy value=no><script>s.onclick = () => {
        s.setAttribute('aria-checked', 'true'); document.forms[0].elements.privacy.value = 'yes' }</script>
        <button>Submit for review)html");
    std::string body;
    on_post_ = [&](net::Request& request) {
        body = request.body;
        return net::Response::html(
            200, page("<h1>Thank you!</h1><p>Your listing was received and is pending review.</p>"));
    };
    const auto outcome = submit();
    EXPECT_EQ(outcome.verdict, Verdict::pending_review) << log_of(outcome);
    EXPECT_THAT(body, ::testing::HasSubstr("terms=yes")) << log_of(outcome);
    EXPECT_THAT(body, ::testing::HasSubstr("privacy=yes")) << log_of(outcome);
    EXPECT_EQ(marks_.sent, 1);
    EXPECT_EQ(marks_.unsent, 0) << "\"Submit for review\" is no step of a wizard";
}

// The site may keep the listing at "Save & Preview": what then leads nowhere is not called unsent.
TEST_F(HostilePages, WhatWasSavedForAPreviewIsNotForgotten) {
    form_ = kForm;
    form_.replace(form_.find("Submit listing"), 14, "Save &amp; Preview");
    on_post_ = [](net::Request&) {
        return net::Response::html(200,
                                   page("<h1>Joe's Diner</h1><p>42 Main Street</p><a href=/edit>Edit</a>"));
    };
    const auto outcome = submit();
    EXPECT_EQ(outcome.verdict, Verdict::unknown) << log_of(outcome);
    EXPECT_TRUE(marks_.is_sent()) << log_of(outcome);
    EXPECT_EQ(posts_, 1);
}

TEST_F(HostilePages, AWizardInOnePageIsMarkedPartByPart) {
    form_ = kWizard;
    const auto outcome = submit();
    EXPECT_EQ(outcome.verdict, Verdict::pending_review) << log_of(outcome);
    EXPECT_EQ(posts_, 1);
    EXPECT_EQ(marks_.sent, 2);
    EXPECT_EQ(marks_.unsent, 1);
}

TEST_F(HostilePages, ALeaseLostBetweenTwoPartsSendsNothing) {
    form_ = kWizard;
    marks_.refuse_after = 1;
    const auto outcome = submit();
    EXPECT_EQ(posts_, 0) << log_of(outcome);
    EXPECT_EQ(marks_.sent, 1);
    EXPECT_FALSE(marks_.is_sent());
    EXPECT_NE(outcome.verdict, Verdict::pending_review);
}

TEST_F(HostilePages, AnAnswerThatOnlyAScriptGetsIsRead) {
    form_ = kForm + "<script>document.forms[0].addEventListener('submit', async e => { e.preventDefault();"
                    "await fetch('/add', {method: 'POST', body: new FormData(e.target)}); e.target.remove(); "
                    "});</script>";
    on_post_ = [](net::Request&) {
        return net::Response::json(
            200, R"({"success":true,"message":"Your listing was received and is pending review."})");
    };
    const auto outcome = submit();
    EXPECT_EQ(outcome.verdict, Verdict::pending_review) << log_of(outcome);
    EXPECT_EQ(posts_, 1);
}

TEST_F(HostilePages, AnAnswerThatOnlyAScriptGetsMayBeARefusal) {
    form_ = kForm + "<script>document.forms[0].addEventListener('submit', async e => { e.preventDefault();"
                    "await fetch('/add', {method: 'POST', body: new FormData(e.target)}); });</script>";
    on_post_ = [](net::Request&) {
        return net::Response::json(200, R"({"success":false,"message":"The phone number is invalid."})");
    };
    const auto outcome = submit();
    EXPECT_EQ(outcome.verdict, Verdict::rejected) << log_of(outcome);
    EXPECT_EQ(posts_, 2) << "refused, corrected once, refused again";
}

TEST_F(HostilePages, AFormThatComesBackIsNotSentAgain) {
    on_post_ = [this](net::Request&) { return net::Response::html(200, page("<p>Step 2 of 3</p>" + form_)); };
    const auto outcome = submit();
    EXPECT_EQ(posts_, 1) << log_of(outcome);
    EXPECT_EQ(outcome.verdict, Verdict::unknown) << log_of(outcome);
}

TEST_F(HostilePages, ATrapWhoseStylesComeLateIsNotFilled) {
    // The document is parsed long before the sheet that hides the trap arrives.
    late_paths_ = {"/late.css"};
    on_get_ = [this](net::Request& request) {
        if (request.path == "/late.css") {
            auto css = net::Response::text(200, ".extra { position: absolute; left: -9999px }");
            css.headers.set("Content-Type", "text/css");
            return css;
        }
        auto form = form_;
        form.replace(form.find("<label>City"), 0,
                     "<p class=extra><label>State <input name=region></label></p>");
        return net::Response::html(200, page("<link rel=stylesheet href=/late.css>" + form));
    };
    std::string body;
    on_post_ = [&body](net::Request& request) {
        body = request.body;
        return net::Response::html(200, page("<p>Your listing was received and is pending review.</p>"));
    };
    const auto outcome = submit();
    EXPECT_EQ(outcome.verdict, Verdict::pending_review) << log_of(outcome);
    EXPECT_THAT(body, ::testing::HasSubstr("region=&")) << body;
}

TEST_F(HostilePages, StylesThatNeverComeMeanNothingWasSent) {
    late_paths_ = {"/late.css"};
    late_ = 60s;
    form_ = "<link rel=stylesheet href=/late.css>" + kForm;
    const auto outcome = submit();
    EXPECT_EQ(outcome.verdict, Verdict::unreachable) << log_of(outcome);
    EXPECT_EQ(posts_, 0);
    EXPECT_FALSE(marks_.is_sent());
}

TEST_F(HostilePages, AFormInAFrameIsFilledAndItsAnswerRead) {
    on_get_ = [this](net::Request& request) {
        if (request.path == "/frame") return net::Response::html(200, page(form_));
        return net::Response::html(
            200, page("<h1>Partner directory</h1><iframe src=/frame width=800 height=900></iframe>"));
    };
    const auto outcome = submit();
    EXPECT_EQ(outcome.verdict, Verdict::pending_review) << log_of(outcome);
    EXPECT_EQ(posts_, 1);
}

} // namespace
} // namespace bolt::submit::testing
