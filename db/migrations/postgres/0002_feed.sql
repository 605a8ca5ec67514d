-- The feed: every change of a watched row, written by triggers so that any writer is seen.
--
-- A position says when its transaction began to write (its xid8) and the how manyeth change of it this is: 16 bits, so that
-- positions stay exact in JavaScript (2^53). A reader takes only rows of transactions older than every one that still runs
-- (pg_snapshot_xmin), so that no late commit is skipped and a position that was read is never undercut. More than 65,536
-- changes of one transaction share the last position; readers get rows of one position together.

CREATE TABLE feed_state (
    only_row  BOOLEAN PRIMARY KEY DEFAULT TRUE CHECK (only_row),
    start     BIGINT NOT NULL, -- added to xid8 << 16; a multiple of 65536
    forgotten BIGINT NOT NULL  -- the newest position that was removed from changes, or the start
);
INSERT INTO feed_state (start, forgotten) VALUES (-(CAST(CAST(pg_current_xact_id() AS text) AS bigint) << 16), 0);

CREATE TABLE changes (
    position     BIGINT NOT NULL,
    seq          BIGINT GENERATED ALWAYS AS IDENTITY,
    table_name   TEXT NOT NULL,
    type         TEXT NOT NULL CHECK (type IN ('INSERT', 'UPDATE', 'DELETE')),
    record       JSON,
    old_record   JSON,
    committed_at TIMESTAMPTZ NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (position, seq)
);

-- All changes before this position are in the snapshot of whoever asks, for ever complete.
CREATE FUNCTION bolt_feed_horizon() RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT start + (CAST(CAST(pg_snapshot_xmin(pg_current_snapshot()) AS text) AS bigint) << 16) FROM feed_state
$$;

CREATE FUNCTION bolt_next_position() RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    last CONSTANT text := current_setting('bolt.feed_position', TRUE); -- of this transaction; '' at its start
    chosen bigint;
BEGIN
    IF last IS NULL OR last = '' THEN
        SELECT start + (CAST(CAST(pg_current_xact_id() AS text) AS bigint) << 16) INTO chosen FROM feed_state;
    ELSE
        chosen := CAST(last AS bigint);
        IF chosen & 65535 < 65535 THEN chosen := chosen + 1; END IF;
    END IF;
    PERFORM set_config('bolt.feed_position', CAST(chosen AS text), TRUE);
    RETURN chosen;
END $$;

-- A database that was restored into another cluster has rows that are newer than anything that cluster has run: the start
-- moves so that new positions follow the old ones. Does nothing otherwise.
CREATE FUNCTION bolt_mend_feed() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    newest bigint;
    oldest CONSTANT bigint := CAST(CAST(pg_snapshot_xmin(pg_current_snapshot()) AS text) AS bigint) << 16;
    unborn CONSTANT bigint := CAST(CAST(pg_snapshot_xmax(pg_current_snapshot()) AS text) AS bigint) << 16;
BEGIN
    SELECT greatest((SELECT max(position) FROM changes), forgotten) INTO newest FROM feed_state;
    UPDATE feed_state SET start = ((newest >> 16) + 1 << 16) - oldest WHERE newest >= start + unborn;
END $$;

CREATE FUNCTION bolt_note_forgotten() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE feed_state SET forgotten = greatest(forgotten, (SELECT max(position) FROM removed))
    WHERE forgotten < (SELECT max(position) FROM removed);
    RETURN NULL;
END $$;
CREATE TRIGGER changes_forgotten AFTER DELETE ON changes REFERENCING OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION bolt_note_forgotten();
CREATE FUNCTION bolt_note_all_forgotten() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE feed_state SET forgotten = greatest(forgotten, (SELECT max(position) FROM changes));
    RETURN NULL;
END $$;
CREATE TRIGGER changes_all_forgotten BEFORE TRUNCATE ON changes
    FOR EACH STATEMENT EXECUTE FUNCTION bolt_note_all_forgotten();

-- The one form of a time: UTC, microseconds, fixed width.
CREATE FUNCTION bolt_time(at timestamptz) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"')
$$;

CREATE FUNCTION bolt_record(r jobs) RETURNS json LANGUAGE sql STABLE AS $$
    SELECT json_build_object('id', r.id, 'customer_id', r.customer_id, 'status', r.status, 'paused', r.paused,
        'package_type', r.package_type, 'package_size', r.package_size, 'directories_total', r.directories_total,
        'directories_done', r.directories_done, 'progress', r.progress, 'priority', r.priority,
        'error_message', r.error_message, 'metadata', r.metadata, 'created_at', bolt_time(r.created_at),
        'updated_at', bolt_time(r.updated_at), 'started_at', bolt_time(r.started_at),
        'completed_at', bolt_time(r.completed_at))
$$;
CREATE FUNCTION jobs_feed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO changes (position, table_name, type, record, old_record)
    VALUES (bolt_next_position(), 'jobs', TG_OP, CASE WHEN TG_OP <> 'DELETE' THEN bolt_record(NEW) END,
            CASE WHEN TG_OP <> 'INSERT' THEN bolt_record(OLD) END);
    RETURN NULL;
END $$;
CREATE TRIGGER jobs_feed AFTER INSERT OR UPDATE OR DELETE ON jobs FOR EACH ROW EXECUTE FUNCTION jobs_feed();

CREATE FUNCTION bolt_record(r job_results) RETURNS json LANGUAGE sql STABLE AS $$
    SELECT json_build_object('id', r.id, 'job_id', r.job_id, 'directory_name', r.directory_name, 'status', r.status,
        'idempotency_key', r.idempotency_key, 'verdict', r.verdict, 'confidence', r.confidence, 'lane', r.lane,
        'attempts', r.attempts, 'priority', r.priority, 'next_attempt_at', bolt_time(r.next_attempt_at),
        'payload', r.payload, 'response_log', r.response_log, 'screenshot_url', r.screenshot_url,
        'listing_url', r.listing_url, 'verified_at', bolt_time(r.verified_at), 'error_message', r.error_message,
        'created_at', bolt_time(r.created_at), 'updated_at', bolt_time(r.updated_at))
$$;
CREATE FUNCTION job_results_feed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO changes (position, table_name, type, record, old_record)
    VALUES (bolt_next_position(), 'job_results', TG_OP, CASE WHEN TG_OP <> 'DELETE' THEN bolt_record(NEW) END,
            CASE WHEN TG_OP <> 'INSERT' THEN bolt_record(OLD) END);
    RETURN NULL;
END $$;
CREATE TRIGGER job_results_feed AFTER INSERT OR UPDATE OR DELETE ON job_results FOR EACH ROW EXECUTE FUNCTION job_results_feed();

CREATE FUNCTION bolt_record(r queue_history) RETURNS json LANGUAGE sql STABLE AS $$
    SELECT json_build_object('id', r.id, 'job_id', r.job_id, 'directory_name', r.directory_name, 'event', r.event, 'details', r.details,
        'worker_id', r.worker_id, 'created_at', bolt_time(r.created_at))
$$;
CREATE FUNCTION queue_history_feed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO changes (position, table_name, type, record)
    VALUES (bolt_next_position(), 'queue_history', TG_OP, bolt_record(NEW));
    RETURN NULL;
END $$;
CREATE TRIGGER queue_history_feed AFTER INSERT ON queue_history FOR EACH ROW EXECUTE FUNCTION queue_history_feed();

CREATE FUNCTION bolt_record(r worker_heartbeats) RETURNS json LANGUAGE sql STABLE AS $$
    SELECT json_build_object('worker_id', r.worker_id, 'queue_name', r.queue_name, 'status', r.status, 'current_job_id', r.current_job_id,
        'queue_depth', r.queue_depth, 'processing_count', r.processing_count,
        'last_heartbeat', bolt_time(r.last_heartbeat), 'created_at', bolt_time(r.created_at),
        'updated_at', bolt_time(r.updated_at), 'metadata', r.metadata)
$$;
CREATE FUNCTION worker_heartbeats_feed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO changes (position, table_name, type, record, old_record)
    VALUES (bolt_next_position(), 'worker_heartbeats', TG_OP, CASE WHEN TG_OP <> 'DELETE' THEN bolt_record(NEW) END,
            CASE WHEN TG_OP <> 'INSERT' THEN bolt_record(OLD) END);
    RETURN NULL;
END $$;
CREATE TRIGGER worker_heartbeats_feed AFTER INSERT OR UPDATE OR DELETE ON worker_heartbeats FOR EACH ROW EXECUTE FUNCTION worker_heartbeats_feed();

CREATE FUNCTION bolt_record(r action_items) RETURNS json LANGUAGE sql STABLE AS $$
    SELECT json_build_object('id', r.id, 'job_id', r.job_id, 'result_id', r.result_id, 'directory_name', r.directory_name, 'kind', r.kind,
        'status', r.status, 'summary', r.summary, 'details', r.details, 'claimed_by', r.claimed_by,
        'resolved_by', r.resolved_by, 'resolution', r.resolution, 'created_at', bolt_time(r.created_at),
        'updated_at', bolt_time(r.updated_at))
$$;
CREATE FUNCTION action_items_feed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO changes (position, table_name, type, record, old_record)
    VALUES (bolt_next_position(), 'action_items', TG_OP, CASE WHEN TG_OP <> 'DELETE' THEN bolt_record(NEW) END,
            CASE WHEN TG_OP <> 'INSERT' THEN bolt_record(OLD) END);
    RETURN NULL;
END $$;
CREATE TRIGGER action_items_feed AFTER INSERT OR UPDATE OR DELETE ON action_items FOR EACH ROW EXECUTE FUNCTION action_items_feed();
