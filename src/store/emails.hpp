#pragma once
#include "base/platform.hpp"
#include "store/records.hpp"

/// The outbox of e-mails (docs/email.md): queued in the transaction of what they tell of, sent by the mailer.
namespace bolt::store {
class Tx;

/// What may be refused: notifications can be unsubscribed from, transactional mails (the customer's own act,
/// or without which the order cannot go on) cannot.
enum class EmailKind { transactional, notification };

struct NewEmail {
    std::string template_name;   ///< a folder of src/mail/templates: "order_received", "login_link", ...
    std::string to;              ///< one address, nothing around it
    std::string language = "en"; ///< ISO 639-1; English where the template has no such text
    json::object variables;      ///< what the template names; forgotten once the mail has ended
    /// More of the same for what nobody may read in the table, such as links that log in: the text of a JSON
    /// object under seal() with BOLT_SECRET_KEY; "" = none.
    std::string sealed_variables;
    EmailKind kind = EmailKind::transactional;
    std::string dedupe_key; ///< one mail for each key: "job_complete:<job id>"
    std::string
        customer_id;   ///< whom it is about; it goes with the customer's data; "" = nobody (staff, alerts)
    Duration delay{0}; ///< it is not sent before
    Duration lifetime = std::chrono::hours{72}; ///< after that it would only confuse: it is not sent any more
};
/// Queues a mail unless one with that key is known. True if queued. Queued it is also where no mail is
/// configured: the mailer decides. invalid_argument: `to` is no address (domain's is_email()), or name, key
/// or lifetime is empty.
Result<bool> queue_email(Tx& tx, const Platform& platform, const NewEmail& email);

/// Puts (or replaces) sealed variables into a mail that waits, such as a link that is made after the mail was
/// queued in the same transaction. False if there is no such mail, or it has ended.
Result<bool> seal_into_email(Tx& tx, std::string_view dedupe_key, std::string_view sealed_variables);

/// A mail that is to be sent now.
struct QueuedEmail {
    std::string id;
    std::string template_name, to, language;
    json::object variables;
    std::string sealed_variables;
    EmailKind kind = EmailKind::transactional;
    std::string customer_id;
    std::string unsubscribe_token; ///< of the address; "" for transactional mails
    int attempts = 1;              ///< this one included
    TimePoint created_at;
};
/// Up to count_max mails that are due, oldest first; each counts an attempt and is put off by `hold`, so that
/// nobody else takes it. What is past its lifetime becomes dead, what its recipient has unsubscribed from
/// suppressed.
Result<std::vector<QueuedEmail>> take_emails(Tx& tx, const Platform& platform, int count_max, Duration hold);
/// When the next mail is due; nullopt if none waits.
Result<std::optional<TimePoint>> next_email_at(Tx& tx);

enum class EmailEnd { sent, suppressed, dead };
/// It has left, or never will; what it would have said is forgotten. Nothing happens if it had ended before.
Result<void> end_email(Tx& tx, TimePoint now, std::string_view id, EmailEnd end,
                       std::string_view reason = "");
/// It failed for the time being. `counted` = false: not the mail's fault (the server was not reached or
/// refused us), so the attempt does not count.
Result<void> retry_email(Tx& tx, std::string_view id, TimePoint next_attempt_at, std::string_view reason,
                         bool counted = true);
/// Forgets mails that ended before `now - keep`, a few hundred at a time; their keys may then be used again.
/// Gives how many.
Result<int> prune_emails(Tx& tx, TimePoint now, Duration keep);

/// How the outbox stands, for the monitor.
struct EmailDepth {
    int waiting = 0;
    Duration oldest{0};
    int dead_in_a_day = 0;
};
Result<EmailDepth> email_depth(Tx& tx, TimePoint now);

/// Stops (or, with `wanted`, takes up again) notifications to the address that has this token. False: no such
/// token.
Result<bool> set_notifications(Tx& tx, TimePoint now, std::string_view unsubscribe_token, bool wanted);
/// The same by address, for a customer who is logged in.
Result<void> set_notifications_of(Tx& tx, const Platform& platform, std::string_view address, bool wanted);
Result<bool> wants_notifications(Tx& tx, std::string_view address);

} // namespace bolt::store
