#pragma once
#include "browser/page.hpp"
#include "forms/doors.hpp"
#include "forms/page_model.hpp"
#include "forms/page_state.hpp"

#include <chrono>
#include <string>
#include <vector>

namespace bolt::submit {

/// What the frame's document is made of. Failure::script also for a snapshot that the page has tampered with.
Async<browser::BrowserResult<forms::Page>> extract_page(browser::Frame frame,
                                                        std::chrono::milliseconds timeout);

/// The links and buttons of the frame's document.
Async<browser::BrowserResult<forms::Doors>> extract_doors(browser::Frame frame,
                                                          std::chrono::milliseconds timeout);

/// What the frame's document shows now, with the values of `fields` (selectors).
Async<browser::BrowserResult<forms::PageState>> take_state(browser::Frame frame, std::string form,
                                                           std::vector<std::string> fields,
                                                           std::chrono::milliseconds timeout);

/// Runs one of the scripts of forms/scripts.hpp that answer with JSON text.
Async<browser::BrowserResult<json::value>> run_script(browser::Frame frame, std::string_view script,
                                                      json::value argument,
                                                      std::chrono::milliseconds timeout);

/// Resumes when the frame's document is parsed (DOMContentLoaded).
Async<browser::BrowserResult<void>> await_document(browser::Frame frame, std::chrono::milliseconds timeout);

/// Resumes when every style sheet of the frame's document has come or failed; false if one has not within
/// `timeout`. Before that a trap looks like a field: what hides it may still be on its way.
Async<browser::BrowserResult<bool>> await_styles(browser::Frame frame, std::chrono::milliseconds timeout);

/// Empties text fields (selectors) that no person can reach any more.
Async<browser::BrowserResult<void>> clear_fields(browser::Frame frame, json::array fields,
                                                 std::chrono::milliseconds timeout);

/// Presses what makes a banner or box in front of the page go away (cookie consent, newsletter). True if
/// something was pressed. Never touches anything inside a form with text fields.
Async<bool> dismiss_overlay(browser::Frame frame, std::chrono::milliseconds timeout);

} // namespace bolt::submit
