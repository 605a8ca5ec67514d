#pragma once
#include "store/http_profiles.hpp"
#include "store/test_store.hpp"
#include "submit/lane_submitter.hpp"

#include <filesystem>
#include <gtest/gtest.h>
#include <map>

/// What the tests of the browser lane share: a thread's world with one browser lane in it.
namespace bolt::submit::testing {

/// Keeps pictures in memory.
class MemoryEvidence final : public EvidenceStore {
  public:
    Result<void> put(const std::string& name, const std::string& bytes) override {
        pictures[name] = bytes;
        return {};
    }
    Result<std::string> get(const std::string& name) override {
        const auto found = pictures.find(name);
        if (found == pictures.end()) return fail(ErrorCode::not_found, name);
        return found->second;
    }
    Result<int> remove_job(const std::string& job_id) override {
        return static_cast<int>(
            std::erase_if(pictures, [&](const auto& each) { return each.first.starts_with(job_id + "/"); }));
    }
    std::map<std::string, std::string> pictures;
};

/// The store's side of one attempt.
struct Marks {
    int sent = 0;
    int unsent = 0;
    json::object payload;
    std::optional<Error> refuse;               ///< what mark_sent answers
    int refuse_after = 1'000;                  ///< times that mark_sent is granted
    std::optional<forms::Credentials> account; ///< that was made at the site

    AttemptHooks hooks() {
        return {[this](json::object fields) { return mark_sent(std::move(fields)); },
                [this] { return mark_unsent(); }, [this] { return find_account(); },
                [this](forms::Credentials made) { return keep_account(std::move(made)); },
                [this] { return keep_account(std::nullopt); }};
    }
    /// True if the form may have left by the marks alone.
    bool is_sent() const { return sent > unsent; }

  private:
    Async<Result<void>> mark_sent(json::object fields) {
        if (refuse) co_return tl::unexpected<Error>(*refuse);
        if (sent >= refuse_after) co_return fail(ErrorCode::conflict, "the lease was lost");
        ++sent;
        payload = std::move(fields);
        co_return Result<void>{};
    }
    Async<Result<void>> mark_unsent() {
        ++unsent;
        co_return Result<void>{};
    }
    Async<Result<std::optional<forms::Credentials>>> find_account() { co_return account; }
    Async<Result<void>> keep_account(std::optional<forms::Credentials> made) {
        account = std::move(made);
        co_return Result<void>{};
    }
};

/// One io_context with everything on it. Times are short, so that hostile pages end soon.
class Lane {
  public:
    explicit Lane(SubmitterSettings settings = test_settings())
        : submitter_(make_browser_submitter(platform_, evidence, std::move(settings))) {}
    /// Both lanes, with a database for what is known of the directories' forms.
    struct Both {};
    Lane(Both, SubmitterSettings settings) : folder_(std::make_unique<store::TestFolder>()) {
        auto opened = store::open_sqlite(platform_, {.path = (folder_->path / "bolt.db").string()});
        if (!opened) throw std::runtime_error(opened.error().message);
        database_ = std::move(*opened);
        submitter_ = make_lane_submitter(platform_, *database_, evidence, std::move(settings));
    }
    ~Lane() {
        run(submitter_->close());
        submitter_.reset();
        if (database_) database_->close();
    }
    Lane(const Lane&) = delete;
    Lane& operator=(const Lane&) = delete;

    static SubmitterSettings test_settings() {
        SubmitterSettings settings;
        settings.addresses.allowed_hosts = {"*.localhost"};
        settings.user_agent_suffix = "directory-bolt/test (+https://directory-bolt.example)";
        return settings;
    }

    const Platform& platform() const { return platform_; }

    store::AttemptOutcome submit(const store::LeasedAttempt& attempt, Marks& marks) {
        const auto hooks = marks.hooks();
        return run(submitter_->run(attempt, hooks));
    }

    /// Runs to the coroutine's end; what else lives on the io_context goes on meanwhile.
    template <class T>
    T run(Async<T> work) {
        std::optional<T> out;
        asio::co_spawn(io_, std::move(work), [&](std::exception_ptr thrown, T value) {
            io_.stop();
            if (thrown) std::rethrow_exception(thrown);
            out = std::move(value);
        });
        io_.restart();
        io_.run_for(180s);
        if (!out) throw std::runtime_error("the test hangs");
        return std::move(*out);
    }
    void run(Async<void> work) {
        asio::co_spawn(io_, std::move(work), [&](std::exception_ptr) { io_.stop(); });
        io_.restart();
        io_.run_for(60s);
    }

    MemoryEvidence evidence;
    /// Only with both lanes.
    store::Database& database() { return *database_; }
    bool is_profiled(const std::string& directory) {
        auto found =
            database_->read_blocking([&](store::Tx& tx) { return store::find_http_profile(tx, directory); });
        return found && found->has_value();
    }

  private:
    asio::io_context io_;
    SystemClock clock_{io_.get_executor()};
    SystemRandom random_;
    Platform platform_{io_.get_executor(), clock_, random_};
    std::unique_ptr<store::TestFolder> folder_;
    std::unique_ptr<store::Database> database_;
    std::unique_ptr<Submitter> submitter_;
};

inline BusinessProfile example_profile() {
    BusinessProfile profile;
    profile.business_name = "Joe's Diner & Grill";
    profile.contact_first_name = "Joe";
    profile.contact_last_name = "Miller";
    profile.email = "joe@joesdiner.example";
    profile.phone = "+1 512-555-0142";
    profile.website = "https://joesdiner.example";
    profile.address = "42 Main Street";
    profile.city = "Austin";
    profile.state = "TX";
    profile.postal_code = "78701";
    profile.country = "US";
    profile.description =
        "Family diner since 1961: breakfast all day, burgers from the grill and pie that wins prizes. "
        "We cook with eggs, beef and greens from farms around Austin, and the coffee never ends.";
    profile.categories = {"Restaurant", "Diner"};
    for (const char* day : {"mon", "tue", "wed", "thu", "fri", "sat"})
        profile.hours[day] = {{"08:00", "18:00"}};
    profile.hours["sun"] = {};
    profile.social_links["instagram"] = "https://instagram.com/joesdiner";
    profile.social_links["facebook"] = "https://facebook.com/joesdiner";
    return profile;
}

/// An attempt at one site, as the store would lease it.
inline store::LeasedAttempt attempt_at(std::string name, std::string submission_url,
                                       std::string language = "en") {
    store::LeasedAttempt attempt;
    attempt.attempt_id = "attempt-" + name;
    attempt.job.id = "job-1";
    attempt.submission.directory_name = name;
    attempt.directory.name = std::move(name);
    attempt.directory.submission_url = std::move(submission_url);
    attempt.directory.language = std::move(language);
    attempt.profile = example_profile();
    return attempt;
}

} // namespace bolt::submit::testing
