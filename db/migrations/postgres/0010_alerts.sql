-- What the monitor knows: open conditions, the roles that live, and directories that it has paused (SQLite's 0012).

-- One row a condition, as all monitors together see it: open until resolved_at. told_at: when people were told last.
CREATE TABLE alerts (
    name        TEXT PRIMARY KEY,
    severity    TEXT NOT NULL CHECK (severity IN ('warning', 'critical')),
    message     TEXT NOT NULL,
    details     JSONB NOT NULL DEFAULT '{}',
    opened_at   TIMESTAMPTZ NOT NULL,
    seen_at     TIMESTAMPTZ NOT NULL,
    told_at     TIMESTAMPTZ,
    resolved_at TIMESTAMPTZ
);
CREATE FUNCTION bolt_record(r alerts) RETURNS json LANGUAGE sql STABLE AS $$
    SELECT json_build_object('name', r.name, 'severity', r.severity, 'message', r.message,
        'opened_at', bolt_time(r.opened_at), 'resolved_at', bolt_time(r.resolved_at))
$$;
CREATE FUNCTION alerts_feed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO changes (position, table_name, type, record, old_record)
    VALUES (bolt_next_position(), TG_TABLE_NAME, TG_OP, bolt_record(NEW), CASE WHEN TG_OP <> 'INSERT' THEN bolt_record(OLD) END);
    RETURN NULL;
END $$;
CREATE TRIGGER alerts_feed_insert AFTER INSERT ON alerts FOR EACH ROW EXECUTE FUNCTION alerts_feed();
-- Only what a screen shows otherwise: an alert that is merely seen again is no news.
CREATE TRIGGER alerts_feed_update AFTER UPDATE ON alerts FOR EACH ROW
    WHEN (NEW.opened_at <> OLD.opened_at OR NEW.resolved_at IS DISTINCT FROM OLD.resolved_at OR NEW.severity <> OLD.severity)
    EXECUTE FUNCTION alerts_feed();

-- Every role of every process; a role that neither stopped nor beats any more has died.
CREATE TABLE role_heartbeats (
    id         TEXT PRIMARY KEY,
    role       TEXT NOT NULL,
    host       TEXT NOT NULL,
    process_id BIGINT NOT NULL,
    version    TEXT NOT NULL,
    status     TEXT NOT NULL CHECK (status IN ('running', 'stopped')),
    started_at TIMESTAMPTZ NOT NULL,
    seen_at    TIMESTAMPTZ NOT NULL
);
CREATE INDEX role_heartbeats_by_time ON role_heartbeats (seen_at);

-- A directory that the monitor paused. resume_at NULL: it was let go again and is on trial since trial_at.
CREATE TABLE directory_trials (
    directory_name TEXT PRIMARY KEY,
    pauses         BIGINT NOT NULL,
    reason         TEXT NOT NULL,
    resume_at      TIMESTAMPTZ,
    trial_at       TIMESTAMPTZ
);
CREATE INDEX attempts_by_end ON attempts (ended_at, directory_name, verdict, status) WHERE ended_at IS NOT NULL;

SELECT bolt_protect(CAST(name AS regclass)) FROM unnest(ARRAY['alerts', 'role_heartbeats', 'directory_trials']) AS name;
