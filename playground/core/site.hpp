#pragma once
#include "base/json.hpp"
#include "base/platform.hpp"
#include "net/http.hpp"
#include "playground/core/page.hpp"
#include "playground/core/records.hpp"
#include "playground/playground.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace bolt::playground {

/// What every site shares. Outlives the sites.
struct SiteContext {
    Platform platform;
    Records& records;
    std::chrono::milliseconds slow;
    std::function<void(std::string to, std::string subject, std::string text)> send_mail;
};

/// One request to a site and what happened while it was answered.
struct Visit {
    const net::Request& request;
    Fields fields;       ///< of a POST
    bool stored = false; ///< the site took a submission (Site::keep with accepted)
    Duration delay{0};   ///< how long the server waits before it sends the answer
};

/// What is wrong with a form, by control name, for the words beside the fields.
class Problems {
  public:
    /// Notes `message` for `name` unless `good`; the first message of a field stays.
    void check(bool good, std::string_view name, std::string_view message);
    bool any() const { return !messages_.empty(); }
    /// Notes `message` if that field is blank.
    void need(const Fields& fields, std::string_view name, std::string_view message);
    /// Sets "error.<name>" for each and "problems" (a list as HTML) in `values`.
    void show_in(Values& values) const;
    const std::map<std::string, std::string, std::less<>>& messages() const { return messages_; }

  private:
    std::map<std::string, std::string, std::less<>> messages_;
};

/// True if there is more than white space in that field.
bool filled(const Fields& fields, std::string_view name);
/// One '@' with something before it and a dotted name behind it; what typical sites check.
bool looks_like_email(std::string_view text);
/// At least seven digits and nothing but digits, spaces and +-./() .
bool looks_like_phone(std::string_view text);
/// Starts with http:// or https://.
bool looks_like_url(std::string_view text);

/// One practice directory. Its pages are the embedded files of its folder: layout.html around everything,
/// home.html, card.html (one listing in a list), listing.html and its own; what the folder lacks is taken
/// from shared/. Every template may use {{lang}}, {{site_title}}, {{submit_path}}, {{host}} and the words of
/// shared/words.json ({{word.search}}). One thread.
class Site {
  public:
    Site(SiteContext& context, std::string_view name);
    virtual ~Site() = default;
    const SiteInfo& info() const { return *info_; }
    virtual Charset charset() const { return Charset::utf8; }
    /// Answers what all sites have (/, /search, /listing/{id}, /newsletter, /robots.txt, its files), else
    /// answer().
    net::Response handle(Visit& visit);
    /// A page of the site's own look that says what went wrong.
    net::Response refuse(int status, std::string_view title, std::string_view text);

  protected:
    /// The site's own routes; the answer of not_found() for paths it does not have.
    virtual net::Response answer(Visit& visit) = 0;
    net::Response not_found();

    /// The file of the site's folder rendered inside its layout; `title` stands in texts["title"].
    net::Response show(std::string_view file, Values values, int status = 200);
    /// The form again with what was typed; 422 with the messages if there are problems.
    net::Response show_form(std::string_view file, std::string_view title, const Visit& visit,
                            const Problems& problems = {}, Values values = {});
    /// How the site shows a stored value, e.g. the name of a category's number.
    virtual std::string spoken(std::string_view meaning, std::string_view value) const;
    /// The site's own words in its language, from shared/words.json ("see": "See the listing").
    std::string word(std::string_view key) const;
    /// This site's record of that id, or nullptr.
    const Record* record(std::string_view id) const { return context_.records.find(info_->name, id); }
    /// Records the POST with the word that the site answers; gives the new listing's id.
    std::string keep(Visit& visit, std::string_view answer, bool accepted, bool trap = false);
    /// Values of the controls with that meaning in site.json, joined with ", ".
    std::string meant(const Fields& fields, std::string_view meaning) const;
    /// True if a control with the meaning "trap" has a value.
    bool trapped(const Fields& fields) const;
    std::string key_of(const Fields& fields) const;
    SiteContext& context() { return context_; }

  private:
    /// A business as the site shows it: values by meaning ("business_name", "city", ...).
    struct Listing {
        std::string id;
        std::map<std::string, std::string, std::less<>> texts;
    };
    static Values shown(const Listing& listing);
    net::Response home(std::string_view query);
    net::Response listing(std::string_view id);
    std::vector<Listing> listings() const;
    Listing listing_of(const Record& record) const;

    SiteContext& context_;
    const SiteInfo* info_;
    json::value facts_;  ///< site.json
    json::object words_; ///< of its language
    std::string host_;   ///< of the present request, as it names it
};

/// The embedded file "sites/<site>/<file>" or "shared/<file>"; empty if there is none.
std::string_view site_file(std::string_view site, std::string_view file);

} // namespace bolt::playground
