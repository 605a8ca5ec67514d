#pragma once
#include "submit/probe.hpp"

namespace bolt::submit {

/// A JPEG of the page with a box and a tag at every field of the report: green what would be filled, red a
/// trap that can be seen, orange a required field that stays empty, grey the rest. The marks are drawn over
/// the frame of the form and removed again; nothing of the page is changed.
Async<Result<std::string>> take_marked_picture(browser::Page& page, browser::Frame frame,
                                               const ProbeReport& report, const SubmitterSettings& settings);

} // namespace bolt::submit
