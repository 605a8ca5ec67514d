-- What the staff dashboard needs beside the pipeline: whole pauses, orders to workers, bulk operations, search, chart series,
-- and indexes with which any filter of its lists is quick over 100,000 jobs (bench/job_filters).

-- What is paused as a whole: target is 'everything' or 'package:<name>'. Claims look here; jobs and directories have their own flag.
CREATE TABLE pauses (
    target     TEXT PRIMARY KEY,
    reason     TEXT NOT NULL DEFAULT '',
    actor      TEXT NOT NULL,
    created_at TEXT NOT NULL
) WITHOUT ROWID;

-- A worker with a row here takes nothing new.
CREATE TABLE worker_drains (
    worker_id  TEXT PRIMARY KEY,
    reason     TEXT NOT NULL DEFAULT '',
    actor      TEXT NOT NULL,
    created_at TEXT NOT NULL
) WITHOUT ROWID;

-- One action on many jobs, done in chunks by any gateway; `reached` is where the next chunk begins.
CREATE TABLE bulk_operations (
    id         TEXT PRIMARY KEY,
    client_key TEXT UNIQUE,
    action     TEXT NOT NULL CHECK (action IN ('retry_failed', 'cancel', 'pause', 'resume', 'set_priority')),
    selection  TEXT NOT NULL CHECK (json_valid(selection)),
    priority   INTEGER,
    reason     TEXT NOT NULL DEFAULT '',
    status     TEXT NOT NULL DEFAULT 'running' CHECK (status IN ('running', 'completed', 'aborted')),
    reached    TEXT NOT NULL DEFAULT '',
    total      INTEGER NOT NULL DEFAULT 0,
    done       INTEGER NOT NULL DEFAULT 0,
    changed    INTEGER NOT NULL DEFAULT 0,
    failed     INTEGER NOT NULL DEFAULT 0,
    last_error TEXT,
    created_by TEXT NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
);
CREATE INDEX bulk_operations_running ON bulk_operations (created_at, id) WHERE status = 'running';
CREATE INDEX bulk_operations_by_time ON bulk_operations (created_at, id);

-- A new job asked for twice under one key is one job.
CREATE TABLE client_keys (
    client_key TEXT PRIMARY KEY,
    job_id     TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    created_at TEXT NOT NULL
) WITHOUT ROWID;

-- What the search box finds a customer by, in lower case: narrow, so that a look at all of them is quick.
CREATE TABLE customer_search (
    customer_id TEXT PRIMARY KEY REFERENCES customers (id) ON DELETE CASCADE,
    text        TEXT NOT NULL
) WITHOUT ROWID;
INSERT INTO customer_search (customer_id, text)
    SELECT id, lower(business_name || ' ' || email || ' ' || website) FROM customers;
CREATE TRIGGER customers_search_insert AFTER INSERT ON customers
BEGIN
    INSERT INTO customer_search (customer_id, text)
        VALUES (NEW.id, lower(NEW.business_name || ' ' || NEW.email || ' ' || NEW.website));
END;
CREATE TRIGGER customers_search_update AFTER UPDATE OF business_name, email, website ON customers
BEGIN
    UPDATE customer_search SET text = lower(NEW.business_name || ' ' || NEW.email || ' ' || NEW.website)
        WHERE customer_id = NEW.id;
END;

-- How submissions ended, in buckets of five minutes: charts over 30 days read at most 9,000 x 4 rows.
CREATE TABLE submission_stats (
    bucket TEXT NOT NULL,
    status TEXT NOT NULL,
    n      INTEGER NOT NULL,
    PRIMARY KEY (bucket, status)
) WITHOUT ROWID;
CREATE TRIGGER job_results_stats AFTER UPDATE OF status ON job_results
WHEN NEW.status IN ('submitted', 'failed', 'skipped', 'action_required') AND NEW.status <> OLD.status
BEGIN
    INSERT INTO submission_stats (bucket, status, n)
        VALUES (substr(NEW.updated_at, 1, 14) || printf('%02d', CAST(substr(NEW.updated_at, 15, 2) AS INTEGER) / 5 * 5)
                || ':00.000000+00:00', NEW.status, 1)
        ON CONFLICT (bucket, status) DO UPDATE SET n = n + 1;
END;
INSERT INTO submission_stats (bucket, status, n)
    SELECT substr(updated_at, 1, 14) || printf('%02d', CAST(substr(updated_at, 15, 2) AS INTEGER) / 5 * 5)
           || ':00.000000+00:00' AS bucket, status, count(*)
    FROM job_results WHERE status IN ('submitted', 'failed', 'skipped', 'action_required') GROUP BY 1, 2;

-- Lists: each holds every column that the filters look at, so that counting reads the index alone.
DROP INDEX jobs_by_created;
CREATE INDEX jobs_by_created ON jobs (created_at, id, status, package_type, paused, priority, customer_id);
CREATE INDEX jobs_facets ON jobs (status, package_type, paused, priority, created_at, id, customer_id);
CREATE INDEX jobs_by_updated ON jobs (updated_at, id);
CREATE INDEX jobs_by_priority ON jobs (priority, id);
CREATE INDEX job_results_of_directory ON job_results (directory_name, job_id);
CREATE INDEX job_results_failed ON job_results (error_message, verdict, directory_name, job_id, updated_at)
    WHERE status = 'failed';
CREATE INDEX attempts_by_directory ON attempts (directory_name, fence) WHERE ended_at IS NOT NULL;
CREATE INDEX attempts_by_job ON attempts (job_id, fence);
CREATE INDEX queue_history_by_event ON queue_history (event, id);
CREATE INDEX audit_log_by_actor ON audit_log (actor, id);
CREATE INDEX audit_log_by_target ON audit_log (target, id);
CREATE INDEX customers_by_created ON customers (created_at, id);
CREATE INDEX action_items_by_time ON action_items (created_at, id) WHERE status <> 'resolved';

-- The feed follows these too. A customer's row tells only that it changed: profiles are no matter of the feed.
CREATE TRIGGER customers_feed_insert AFTER INSERT ON customers
BEGIN
    INSERT INTO changes (table_name, type, record) VALUES ('customers', 'INSERT', json_object(
            'id', NEW.id, 'status', NEW.status, 'created_at', NEW.created_at, 'updated_at', NEW.updated_at));
END;
CREATE TRIGGER customers_feed_update AFTER UPDATE ON customers
BEGIN
    INSERT INTO changes (table_name, type, record, old_record) VALUES ('customers', 'UPDATE', json_object(
            'id', NEW.id, 'status', NEW.status, 'created_at', NEW.created_at, 'updated_at', NEW.updated_at), json_object(
            'id', OLD.id, 'status', OLD.status, 'created_at', OLD.created_at, 'updated_at', OLD.updated_at));
END;
CREATE TRIGGER directories_feed_insert AFTER INSERT ON directories
BEGIN
    INSERT INTO changes (table_name, type, record) VALUES ('directories', 'INSERT', json_object(
            'id', NEW.id, 'name', NEW.name, 'title', NEW.title, 'policy', NEW.policy,
            'active', json(CASE WHEN NEW.active THEN 'true' ELSE 'false' END),
            'paused', json(CASE WHEN NEW.paused THEN 'true' ELSE 'false' END), 'paused_reason', NEW.paused_reason,
            'pacing_ms', NEW.pacing_ms, 'updated_at', NEW.updated_at));
END;
CREATE TRIGGER directories_feed_update AFTER UPDATE ON directories
BEGIN
    INSERT INTO changes (table_name, type, record, old_record) VALUES ('directories', 'UPDATE', json_object(
            'id', NEW.id, 'name', NEW.name, 'title', NEW.title, 'policy', NEW.policy,
            'active', json(CASE WHEN NEW.active THEN 'true' ELSE 'false' END),
            'paused', json(CASE WHEN NEW.paused THEN 'true' ELSE 'false' END), 'paused_reason', NEW.paused_reason,
            'pacing_ms', NEW.pacing_ms, 'updated_at', NEW.updated_at), json_object(
            'id', OLD.id, 'name', OLD.name, 'title', OLD.title, 'policy', OLD.policy,
            'active', json(CASE WHEN OLD.active THEN 'true' ELSE 'false' END),
            'paused', json(CASE WHEN OLD.paused THEN 'true' ELSE 'false' END), 'paused_reason', OLD.paused_reason,
            'pacing_ms', OLD.pacing_ms, 'updated_at', OLD.updated_at));
END;
CREATE TRIGGER pauses_feed_insert AFTER INSERT ON pauses
BEGIN
    INSERT INTO changes (table_name, type, record) VALUES ('pauses', 'INSERT', json_object(
            'target', NEW.target, 'reason', NEW.reason, 'actor', NEW.actor, 'created_at', NEW.created_at));
END;
CREATE TRIGGER pauses_feed_delete AFTER DELETE ON pauses
BEGIN
    INSERT INTO changes (table_name, type, old_record) VALUES ('pauses', 'DELETE', json_object(
            'target', OLD.target, 'reason', OLD.reason, 'actor', OLD.actor, 'created_at', OLD.created_at));
END;
CREATE TRIGGER worker_drains_feed_insert AFTER INSERT ON worker_drains
BEGIN
    INSERT INTO changes (table_name, type, record) VALUES ('worker_drains', 'INSERT', json_object(
            'worker_id', NEW.worker_id, 'reason', NEW.reason, 'actor', NEW.actor, 'created_at', NEW.created_at));
END;
CREATE TRIGGER worker_drains_feed_delete AFTER DELETE ON worker_drains
BEGIN
    INSERT INTO changes (table_name, type, old_record) VALUES ('worker_drains', 'DELETE', json_object(
            'worker_id', OLD.worker_id, 'reason', OLD.reason, 'actor', OLD.actor, 'created_at', OLD.created_at));
END;
CREATE TRIGGER bulk_operations_feed_insert AFTER INSERT ON bulk_operations
BEGIN
    INSERT INTO changes (table_name, type, record) VALUES ('bulk_operations', 'INSERT', json_object(
            'id', NEW.id, 'action', NEW.action, 'status', NEW.status, 'total', NEW.total, 'done', NEW.done,
            'changed', NEW.changed, 'failed', NEW.failed, 'last_error', NEW.last_error, 'reason', NEW.reason,
            'created_by', NEW.created_by, 'created_at', NEW.created_at, 'updated_at', NEW.updated_at));
END;
CREATE TRIGGER bulk_operations_feed_update AFTER UPDATE ON bulk_operations
BEGIN
    INSERT INTO changes (table_name, type, record, old_record) VALUES ('bulk_operations', 'UPDATE', json_object(
            'id', NEW.id, 'action', NEW.action, 'status', NEW.status, 'total', NEW.total, 'done', NEW.done,
            'changed', NEW.changed, 'failed', NEW.failed, 'last_error', NEW.last_error, 'reason', NEW.reason,
            'created_by', NEW.created_by, 'created_at', NEW.created_at, 'updated_at', NEW.updated_at), json_object(
            'id', OLD.id, 'action', OLD.action, 'status', OLD.status, 'total', OLD.total, 'done', OLD.done,
            'changed', OLD.changed, 'failed', OLD.failed, 'last_error', OLD.last_error, 'reason', OLD.reason,
            'created_by', OLD.created_by, 'created_at', OLD.created_at, 'updated_at', OLD.updated_at));
END;
CREATE TRIGGER audit_log_feed_insert AFTER INSERT ON audit_log
BEGIN
    INSERT INTO changes (table_name, type, record) VALUES ('audit_log', 'INSERT', json_object(
            'id', NEW.id, 'actor', NEW.actor, 'action', NEW.action, 'target', NEW.target,
            'details', json(NEW.details), 'created_at', NEW.created_at));
END;
