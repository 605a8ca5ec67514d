-- What the staff dashboard needs beside the pipeline (SQLite's 0006): whole pauses, orders to workers, bulk operations, search,
-- chart series, and indexes with which any filter of its lists is quick.

-- What is paused as a whole: target is 'everything' or 'package:<name>'. Claims look here; jobs and directories have their own flag.
CREATE TABLE pauses (
    target     TEXT PRIMARY KEY,
    reason     TEXT NOT NULL DEFAULT '',
    actor      TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now()
);

-- A worker with a row here takes nothing new.
CREATE TABLE worker_drains (
    worker_id  TEXT PRIMARY KEY,
    reason     TEXT NOT NULL DEFAULT '',
    actor      TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now()
);

-- One action on many jobs, done in chunks by any gateway; `reached` is where the next chunk begins.
CREATE TABLE bulk_operations (
    id         UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    client_key TEXT UNIQUE,
    action     TEXT NOT NULL CHECK (action IN ('retry_failed', 'cancel', 'pause', 'resume', 'set_priority')),
    selection  JSONB NOT NULL,
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
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    updated_at TIMESTAMPTZ NOT NULL DEFAULT now()
);
CREATE INDEX bulk_operations_running ON bulk_operations (created_at, id) WHERE status = 'running';
CREATE INDEX bulk_operations_by_time ON bulk_operations (created_at, id);

-- A new job asked for twice under one key is one job.
CREATE TABLE client_keys (
    client_key TEXT PRIMARY KEY,
    job_id     UUID NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now()
);

-- What the search box finds a customer by, in lower case: narrow, so that a look at all of them is quick.
CREATE TABLE customer_search (
    customer_id UUID PRIMARY KEY REFERENCES customers (id) ON DELETE CASCADE,
    text        TEXT NOT NULL
);
INSERT INTO customer_search (customer_id, text)
    SELECT id, lower(business_name || ' ' || email || ' ' || website) FROM customers;
CREATE FUNCTION bolt_index_customer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO customer_search (customer_id, text)
    VALUES (NEW.id, lower(NEW.business_name || ' ' || NEW.email || ' ' || NEW.website))
    ON CONFLICT (customer_id) DO UPDATE SET text = excluded.text;
    RETURN NULL;
END $$;
CREATE TRIGGER customers_search AFTER INSERT OR UPDATE OF business_name, email, website ON customers
    FOR EACH ROW EXECUTE FUNCTION bolt_index_customer();

-- How submissions ended, in buckets of five minutes: charts over 30 days read at most 9,000 x 4 rows.
CREATE TABLE submission_stats (
    bucket TIMESTAMPTZ NOT NULL,
    status TEXT NOT NULL,
    n      INTEGER NOT NULL,
    PRIMARY KEY (bucket, status)
);
CREATE FUNCTION bolt_count_end() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO submission_stats AS s (bucket, status, n)
    VALUES (date_bin('5 minutes', NEW.updated_at, TIMESTAMPTZ '2000-01-01 00:00:00+00'), NEW.status, 1)
    ON CONFLICT (bucket, status) DO UPDATE SET n = s.n + 1;
    RETURN NULL;
END $$;
CREATE TRIGGER job_results_stats AFTER UPDATE OF status ON job_results
    FOR EACH ROW WHEN (NEW.status IN ('submitted', 'failed', 'skipped', 'action_required') AND NEW.status <> OLD.status)
    EXECUTE FUNCTION bolt_count_end();
INSERT INTO submission_stats (bucket, status, n)
    SELECT date_bin('5 minutes', updated_at, TIMESTAMPTZ '2000-01-01 00:00:00+00') AS bucket, status, count(*)
    FROM job_results WHERE status IN ('submitted', 'failed', 'skipped', 'action_required') GROUP BY 1, 2;

-- Lists: each holds every column that the filters look at, so that counting reads the index alone.
DROP INDEX jobs_by_created;
CREATE INDEX jobs_by_created ON jobs (created_at, id, status, package_type, paused, priority, customer_id);
CREATE INDEX jobs_facets ON jobs (status, package_type, paused, priority, created_at, id, customer_id);
CREATE INDEX jobs_by_updated ON jobs (updated_at, id);
CREATE INDEX jobs_by_priority ON jobs (priority, id);
CREATE INDEX job_results_of_directory ON job_results (directory_name, job_id);
-- Not by the message itself: it may be longer than an index takes.
CREATE INDEX job_results_failed ON job_results (updated_at, verdict, directory_name, job_id) WHERE status = 'failed';
CREATE INDEX attempts_by_directory ON attempts (directory_name, fence) WHERE ended_at IS NOT NULL;
CREATE INDEX attempts_by_job ON attempts (job_id, fence);
CREATE INDEX queue_history_by_event ON queue_history (event, id);
-- By hash: such texts may be longer than an ordered index takes.
CREATE INDEX audit_log_by_actor ON audit_log USING hash (actor);
CREATE INDEX audit_log_by_target ON audit_log USING hash (target);
CREATE INDEX customers_by_created ON customers (created_at, id);
CREATE INDEX action_items_by_time ON action_items (created_at, id) WHERE status <> 'resolved';

-- The feed follows these too. A customer's row tells only that it changed: profiles are no matter of the feed.
CREATE FUNCTION bolt_record(r customers) RETURNS json LANGUAGE sql STABLE AS $$
    SELECT json_build_object('id', r.id, 'status', r.status, 'created_at', bolt_time(r.created_at),
        'updated_at', bolt_time(r.updated_at))
$$;
CREATE FUNCTION bolt_record(r directories) RETURNS json LANGUAGE sql STABLE AS $$
    SELECT json_build_object('id', r.id, 'name', r.name, 'title', r.title, 'policy', r.policy, 'active', r.active,
        'paused', r.paused, 'paused_reason', r.paused_reason, 'pacing_ms', r.pacing_ms, 'updated_at', bolt_time(r.updated_at))
$$;
CREATE FUNCTION bolt_record(r pauses) RETURNS json LANGUAGE sql STABLE AS $$
    SELECT json_build_object('target', r.target, 'reason', r.reason, 'actor', r.actor, 'created_at', bolt_time(r.created_at))
$$;
CREATE FUNCTION bolt_record(r worker_drains) RETURNS json LANGUAGE sql STABLE AS $$
    SELECT json_build_object('worker_id', r.worker_id, 'reason', r.reason, 'actor', r.actor, 'created_at', bolt_time(r.created_at))
$$;
CREATE FUNCTION bolt_record(r bulk_operations) RETURNS json LANGUAGE sql STABLE AS $$
    SELECT json_build_object('id', r.id, 'action', r.action, 'status', r.status, 'total', r.total, 'done', r.done,
        'changed', r.changed, 'failed', r.failed, 'last_error', r.last_error, 'reason', r.reason, 'created_by', r.created_by,
        'created_at', bolt_time(r.created_at), 'updated_at', bolt_time(r.updated_at))
$$;
CREATE FUNCTION bolt_record(r audit_log) RETURNS json LANGUAGE sql STABLE AS $$
    SELECT json_build_object('id', r.id, 'actor', r.actor, 'action', r.action, 'target', r.target, 'details', r.details,
        'created_at', bolt_time(r.created_at))
$$;
DO $$
DECLARE
    watched text;
BEGIN
    FOREACH watched IN ARRAY ARRAY['customers', 'directories', 'pauses', 'worker_drains', 'bulk_operations', 'audit_log'] LOOP
        EXECUTE format($body$
            CREATE FUNCTION %1$s_feed() RETURNS trigger LANGUAGE plpgsql AS $trigger$
            BEGIN
                INSERT INTO changes (position, table_name, type, record, old_record)
                VALUES (bolt_next_position(), TG_TABLE_NAME, TG_OP, CASE WHEN TG_OP <> 'DELETE' THEN bolt_record(NEW) END,
                        CASE WHEN TG_OP <> 'INSERT' THEN bolt_record(OLD) END);
                RETURN NULL;
            END $trigger$;
            CREATE TRIGGER %1$s_feed AFTER %2$s ON %1$s FOR EACH ROW EXECUTE FUNCTION %1$s_feed()$body$,
            watched, CASE WHEN watched IN ('pauses', 'worker_drains') THEN 'INSERT OR DELETE'
                          WHEN watched = 'audit_log' THEN 'INSERT' ELSE 'INSERT OR UPDATE' END);
    END LOOP;
END $$;

SELECT bolt_protect(CAST(name AS regclass))
FROM unnest(ARRAY['pauses', 'worker_drains', 'bulk_operations', 'client_keys', 'customer_search', 'submission_stats']) AS name;
