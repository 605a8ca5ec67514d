-- What the monitor knows: open conditions, the roles that live, and directories that it has paused.

-- One row a condition, as all monitors together see it: open until resolved_at. told_at: when people were told last.
CREATE TABLE alerts (
    name        TEXT PRIMARY KEY,
    severity    TEXT NOT NULL CHECK (severity IN ('warning', 'critical')),
    message     TEXT NOT NULL,
    details     TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(details)),
    opened_at   TEXT NOT NULL,
    seen_at     TEXT NOT NULL,
    told_at     TEXT,
    resolved_at TEXT
) WITHOUT ROWID;
CREATE TRIGGER alerts_feed_insert AFTER INSERT ON alerts
BEGIN
    INSERT INTO changes (table_name, type, record) VALUES ('alerts', 'INSERT', json_object(
            'name', NEW.name, 'severity', NEW.severity, 'message', NEW.message, 'opened_at', NEW.opened_at,
            'resolved_at', NEW.resolved_at));
END;
-- Only what a screen shows otherwise: an alert that is merely seen again is no news.
CREATE TRIGGER alerts_feed_update AFTER UPDATE ON alerts
WHEN NEW.opened_at <> OLD.opened_at OR NEW.resolved_at IS NOT OLD.resolved_at OR NEW.severity <> OLD.severity
BEGIN
    INSERT INTO changes (table_name, type, record, old_record) VALUES ('alerts', 'UPDATE', json_object(
            'name', NEW.name, 'severity', NEW.severity, 'message', NEW.message, 'opened_at', NEW.opened_at,
            'resolved_at', NEW.resolved_at), json_object(
            'name', OLD.name, 'severity', OLD.severity, 'message', OLD.message, 'opened_at', OLD.opened_at,
            'resolved_at', OLD.resolved_at));
END;

-- Every role of every process; a role that neither stopped nor beats any more has died.
CREATE TABLE role_heartbeats (
    id         TEXT PRIMARY KEY,
    role       TEXT NOT NULL,
    host       TEXT NOT NULL,
    process_id INTEGER NOT NULL,
    version    TEXT NOT NULL,
    status     TEXT NOT NULL CHECK (status IN ('running', 'stopped')),
    started_at TEXT NOT NULL,
    seen_at    TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX role_heartbeats_by_time ON role_heartbeats (seen_at);

-- A directory that the monitor paused. resume_at NULL: it was let go again and is on trial since trial_at.
CREATE TABLE directory_trials (
    directory_name TEXT PRIMARY KEY,
    pauses         INTEGER NOT NULL,
    reason         TEXT NOT NULL,
    resume_at      TEXT,
    trial_at       TEXT
) WITHOUT ROWID;
CREATE INDEX attempts_by_end ON attempts (ended_at, directory_name, verdict, status) WHERE ended_at IS NOT NULL;
