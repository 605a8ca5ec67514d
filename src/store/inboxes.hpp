#pragma once
#include "base/platform.hpp"
#include "store/records.hpp"

/// Mailboxes in which directories' confirmations are looked for, what waits for one, and what became of it
/// (docs/email.md).
namespace bolt::store {
class Tx;

/// The id of the installation's own mailbox: its address and login are settings.
inline constexpr std::string_view kInstallationInbox = "installation";

struct MailInbox {
    std::string id;          ///< kInstallationInbox, or the customer's id
    std::string customer_id; ///< "" for the installation's
    std::string url, username;
    std::string sealed_password; ///< under BOLT_SECRET_KEY (base/secret_box.hpp)
};
/// Makes the installation's row unless it is there.
Result<void> ensure_installation_inbox(Tx& tx, const Platform& platform);
/// Keeps or replaces a customer's mailbox; not_found if there is no such customer.
Result<void> keep_customer_inbox(Tx& tx, const Platform& platform, const MailInbox& inbox);
/// False if the customer had none.
Result<bool> drop_customer_inbox(Tx& tx, std::string_view customer_id);

/// One mailbox that is due, the installation's only `with_installation`; nobody else gets it until `lease` is
/// over.
Result<std::optional<MailInbox>> claim_inbox(Tx& tx, const Platform& platform, std::string_view owner,
                                             Duration lease, bool with_installation);
/// Due again at `due_at`; `error` "" clears the count of failures. Gives that count. Nothing if the lease was
/// lost.
Result<int> release_inbox(Tx& tx, TimePoint now, std::string_view id, std::string_view owner,
                          TimePoint due_at, std::string_view error);

/// Not before `due_at`, if that is later than what release_inbox() said.
Result<void> postpone_inbox(Tx& tx, std::string_view id, TimePoint due_at);

/// A submission whose directory has sent a mail, while no person has taken it up.
struct WaitingConfirmation {
    std::string result_id, job_id, directory_name;
    std::vector<std::string> urls;      ///< of the directory: website and submission page
    std::vector<std::string> addresses; ///< lower case: what the form was given, and the customer's
    TimePoint since;                    ///< no mail about it is older
    TimePoint waits_since;              ///< it was sent then
};
/// Those that this mailbox may settle, oldest first: of its customer, or of all who have none of their own.
Result<std::vector<WaitingConfirmation>> waiting_confirmations(Tx& tx, const MailInbox& inbox, int count_max);

/// Right before the link of a message is opened: true once for each message, whoever asks.
Result<bool> begin_message(Tx& tx, const Platform& platform, std::string_view inbox_id,
                           std::string_view message_key, std::string_view result_id);
/// The site was not reached: the message may be begun again.
Result<void> forget_message(Tx& tx, std::string_view inbox_id, std::string_view message_key);

/// What the page behind the link said.
struct Confirmation {
    std::string inbox_id, message_key, result_id;
    bool confirmed = false;
    Verdict verdict = Verdict::unknown; ///< accepted or pending_review where confirmed
    std::string summary;                ///< one sentence
    std::string site;                   ///< where the link led
    std::string evidence;               ///< name of what was kept of the page, "" = nothing
    std::string listing_url;
};
/// Confirmed: the submission becomes submitted, its action item is resolved and nobody is asked any more.
/// Otherwise the item says what was seen, and stays. False if the submission no longer waits.
Result<bool> record_confirmation(Tx& tx, const Platform& platform, const Confirmation& confirmation);

/// Forgets messages that were handled before `now - keep`. Gives how many.
Result<int> prune_messages(Tx& tx, TimePoint now, Duration keep);

} // namespace bolt::store
