// What a demo without a fault does not have: failures of several kinds, a dead letter. For tests and pictures.

/** Makes some submissions of an ended job fail and puts a message among the dead letters; gives what was made. */
export async function addTrouble(bolt, job) {
    const names = bolt.sql(`SELECT directory_name FROM job_results WHERE job_id = '${job}' AND status = 'submitted' ORDER BY directory_name LIMIT 4`).split('\n');
    const now = "strftime('%Y-%m-%dT%H:%M:%f', 'now') || '000+00:00'";
    names.forEach((name, index) => {
        const message = index < 3 ? 'The site answered 503 for 30 s' : 'The form refuses the postal code';
        bolt.sql(`UPDATE job_results SET status = 'failed', verdict = '${index < 3 ? 'unreachable' : 'rejected'}', error_message = '${message}', updated_at = ${now}
                  WHERE job_id = '${job}' AND directory_name = '${name}';`);
    });
    const customer = bolt.sql(`SELECT customer_id FROM jobs WHERE id = '${job}'`);
    const letter = '0b17e000-0000-4000-8000-00000000d0d0';
    bolt.sql(`INSERT INTO queue_messages (id, queue, body, attributes, receive_count, visible_at, sent_at)
              VALUES ('${letter}', 'jobs-dlq', '{"job_id":"${job}","customer_id":"${customer}","package_size":14,"priority":4}', '{"reason":"the job is not known"}', 5, ${now}, ${now});`);
    const item = bolt.sql(`SELECT id FROM action_items WHERE job_id = '${job}' AND status = 'open' ORDER BY created_at LIMIT 1`);
    return { failed: names, letter, item };
}
