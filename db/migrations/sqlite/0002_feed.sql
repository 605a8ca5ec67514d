-- The feed: every change of a watched row, in commit order, written by triggers so that any writer is seen.
CREATE TABLE changes (
    position     INTEGER PRIMARY KEY AUTOINCREMENT,
    table_name   TEXT NOT NULL,
    type         TEXT NOT NULL CHECK (type IN ('INSERT', 'UPDATE', 'DELETE')),
    record       TEXT,
    old_record   TEXT,
    committed_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%f', 'now') || '000+00:00')
);

CREATE TRIGGER jobs_feed_insert AFTER INSERT ON jobs
BEGIN
    INSERT INTO changes (table_name, type, record) VALUES ('jobs', 'INSERT', json_object(
            'id', NEW.id, 'customer_id', NEW.customer_id, 'status', NEW.status,
            'paused', json(CASE WHEN NEW.paused THEN 'true' ELSE 'false' END), 'package_type', NEW.package_type,
            'package_size', NEW.package_size, 'directories_total', NEW.directories_total,
            'directories_done', NEW.directories_done, 'progress', NEW.progress, 'priority', NEW.priority,
            'error_message', NEW.error_message, 'metadata', json(NEW.metadata), 'created_at', NEW.created_at,
            'updated_at', NEW.updated_at, 'started_at', NEW.started_at, 'completed_at', NEW.completed_at));
END;
CREATE TRIGGER jobs_feed_update AFTER UPDATE ON jobs
BEGIN
    INSERT INTO changes (table_name, type, record, old_record) VALUES ('jobs', 'UPDATE', json_object(
            'id', NEW.id, 'customer_id', NEW.customer_id, 'status', NEW.status,
            'paused', json(CASE WHEN NEW.paused THEN 'true' ELSE 'false' END), 'package_type', NEW.package_type,
            'package_size', NEW.package_size, 'directories_total', NEW.directories_total,
            'directories_done', NEW.directories_done, 'progress', NEW.progress, 'priority', NEW.priority,
            'error_message', NEW.error_message, 'metadata', json(NEW.metadata), 'created_at', NEW.created_at,
            'updated_at', NEW.updated_at, 'started_at', NEW.started_at, 'completed_at', NEW.completed_at), json_object(
            'id', OLD.id, 'customer_id', OLD.customer_id, 'status', OLD.status,
            'paused', json(CASE WHEN OLD.paused THEN 'true' ELSE 'false' END), 'package_type', OLD.package_type,
            'package_size', OLD.package_size, 'directories_total', OLD.directories_total,
            'directories_done', OLD.directories_done, 'progress', OLD.progress, 'priority', OLD.priority,
            'error_message', OLD.error_message, 'metadata', json(OLD.metadata), 'created_at', OLD.created_at,
            'updated_at', OLD.updated_at, 'started_at', OLD.started_at, 'completed_at', OLD.completed_at));
END;
CREATE TRIGGER jobs_feed_delete AFTER DELETE ON jobs
BEGIN
    INSERT INTO changes (table_name, type, old_record) VALUES ('jobs', 'DELETE', json_object(
            'id', OLD.id, 'customer_id', OLD.customer_id, 'status', OLD.status,
            'paused', json(CASE WHEN OLD.paused THEN 'true' ELSE 'false' END), 'package_type', OLD.package_type,
            'package_size', OLD.package_size, 'directories_total', OLD.directories_total,
            'directories_done', OLD.directories_done, 'progress', OLD.progress, 'priority', OLD.priority,
            'error_message', OLD.error_message, 'metadata', json(OLD.metadata), 'created_at', OLD.created_at,
            'updated_at', OLD.updated_at, 'started_at', OLD.started_at, 'completed_at', OLD.completed_at));
END;

CREATE TRIGGER job_results_feed_insert AFTER INSERT ON job_results
BEGIN
    INSERT INTO changes (table_name, type, record) VALUES ('job_results', 'INSERT', json_object(
            'id', NEW.id, 'job_id', NEW.job_id, 'directory_name', NEW.directory_name, 'status', NEW.status,
            'idempotency_key', NEW.idempotency_key, 'verdict', NEW.verdict, 'confidence', NEW.confidence,
            'lane', NEW.lane, 'attempts', NEW.attempts, 'priority', NEW.priority,
            'next_attempt_at', NEW.next_attempt_at, 'payload', json(NEW.payload),
            'response_log', json(NEW.response_log), 'screenshot_url', NEW.screenshot_url,
            'listing_url', NEW.listing_url, 'verified_at', NEW.verified_at, 'error_message', NEW.error_message,
            'created_at', NEW.created_at, 'updated_at', NEW.updated_at));
END;
CREATE TRIGGER job_results_feed_update AFTER UPDATE ON job_results
BEGIN
    INSERT INTO changes (table_name, type, record, old_record) VALUES ('job_results', 'UPDATE', json_object(
            'id', NEW.id, 'job_id', NEW.job_id, 'directory_name', NEW.directory_name, 'status', NEW.status,
            'idempotency_key', NEW.idempotency_key, 'verdict', NEW.verdict, 'confidence', NEW.confidence,
            'lane', NEW.lane, 'attempts', NEW.attempts, 'priority', NEW.priority,
            'next_attempt_at', NEW.next_attempt_at, 'payload', json(NEW.payload),
            'response_log', json(NEW.response_log), 'screenshot_url', NEW.screenshot_url,
            'listing_url', NEW.listing_url, 'verified_at', NEW.verified_at, 'error_message', NEW.error_message,
            'created_at', NEW.created_at, 'updated_at', NEW.updated_at), json_object(
            'id', OLD.id, 'job_id', OLD.job_id, 'directory_name', OLD.directory_name, 'status', OLD.status,
            'idempotency_key', OLD.idempotency_key, 'verdict', OLD.verdict, 'confidence', OLD.confidence,
            'lane', OLD.lane, 'attempts', OLD.attempts, 'priority', OLD.priority,
            'next_attempt_at', OLD.next_attempt_at, 'payload', json(OLD.payload),
            'response_log', json(OLD.response_log), 'screenshot_url', OLD.screenshot_url,
            'listing_url', OLD.listing_url, 'verified_at', OLD.verified_at, 'error_message', OLD.error_message,
            'created_at', OLD.created_at, 'updated_at', OLD.updated_at));
END;
CREATE TRIGGER job_results_feed_delete AFTER DELETE ON job_results
BEGIN
    INSERT INTO changes (table_name, type, old_record) VALUES ('job_results', 'DELETE', json_object(
            'id', OLD.id, 'job_id', OLD.job_id, 'directory_name', OLD.directory_name, 'status', OLD.status,
            'idempotency_key', OLD.idempotency_key, 'verdict', OLD.verdict, 'confidence', OLD.confidence,
            'lane', OLD.lane, 'attempts', OLD.attempts, 'priority', OLD.priority,
            'next_attempt_at', OLD.next_attempt_at, 'payload', json(OLD.payload),
            'response_log', json(OLD.response_log), 'screenshot_url', OLD.screenshot_url,
            'listing_url', OLD.listing_url, 'verified_at', OLD.verified_at, 'error_message', OLD.error_message,
            'created_at', OLD.created_at, 'updated_at', OLD.updated_at));
END;

CREATE TRIGGER queue_history_feed_insert AFTER INSERT ON queue_history
BEGIN
    INSERT INTO changes (table_name, type, record) VALUES ('queue_history', 'INSERT', json_object(
            'id', NEW.id, 'job_id', NEW.job_id, 'directory_name', NEW.directory_name, 'event', NEW.event,
            'details', json(NEW.details), 'worker_id', NEW.worker_id, 'created_at', NEW.created_at));
END;

CREATE TRIGGER worker_heartbeats_feed_insert AFTER INSERT ON worker_heartbeats
BEGIN
    INSERT INTO changes (table_name, type, record) VALUES ('worker_heartbeats', 'INSERT', json_object(
            'worker_id', NEW.worker_id, 'queue_name', NEW.queue_name, 'status', NEW.status,
            'current_job_id', NEW.current_job_id, 'queue_depth', NEW.queue_depth,
            'processing_count', NEW.processing_count, 'last_heartbeat', NEW.last_heartbeat,
            'created_at', NEW.created_at, 'updated_at', NEW.updated_at, 'metadata', json(NEW.metadata)));
END;
CREATE TRIGGER worker_heartbeats_feed_update AFTER UPDATE ON worker_heartbeats
BEGIN
    INSERT INTO changes (table_name, type, record, old_record) VALUES ('worker_heartbeats', 'UPDATE', json_object(
            'worker_id', NEW.worker_id, 'queue_name', NEW.queue_name, 'status', NEW.status,
            'current_job_id', NEW.current_job_id, 'queue_depth', NEW.queue_depth,
            'processing_count', NEW.processing_count, 'last_heartbeat', NEW.last_heartbeat,
            'created_at', NEW.created_at, 'updated_at', NEW.updated_at, 'metadata', json(NEW.metadata)), json_object(
            'worker_id', OLD.worker_id, 'queue_name', OLD.queue_name, 'status', OLD.status,
            'current_job_id', OLD.current_job_id, 'queue_depth', OLD.queue_depth,
            'processing_count', OLD.processing_count, 'last_heartbeat', OLD.last_heartbeat,
            'created_at', OLD.created_at, 'updated_at', OLD.updated_at, 'metadata', json(OLD.metadata)));
END;
CREATE TRIGGER worker_heartbeats_feed_delete AFTER DELETE ON worker_heartbeats
BEGIN
    INSERT INTO changes (table_name, type, old_record) VALUES ('worker_heartbeats', 'DELETE', json_object(
            'worker_id', OLD.worker_id, 'queue_name', OLD.queue_name, 'status', OLD.status,
            'current_job_id', OLD.current_job_id, 'queue_depth', OLD.queue_depth,
            'processing_count', OLD.processing_count, 'last_heartbeat', OLD.last_heartbeat,
            'created_at', OLD.created_at, 'updated_at', OLD.updated_at, 'metadata', json(OLD.metadata)));
END;

CREATE TRIGGER action_items_feed_insert AFTER INSERT ON action_items
BEGIN
    INSERT INTO changes (table_name, type, record) VALUES ('action_items', 'INSERT', json_object(
            'id', NEW.id, 'job_id', NEW.job_id, 'result_id', NEW.result_id, 'directory_name', NEW.directory_name,
            'kind', NEW.kind, 'status', NEW.status, 'summary', NEW.summary, 'details', json(NEW.details),
            'claimed_by', NEW.claimed_by, 'resolved_by', NEW.resolved_by, 'resolution', NEW.resolution,
            'created_at', NEW.created_at, 'updated_at', NEW.updated_at));
END;
CREATE TRIGGER action_items_feed_update AFTER UPDATE ON action_items
BEGIN
    INSERT INTO changes (table_name, type, record, old_record) VALUES ('action_items', 'UPDATE', json_object(
            'id', NEW.id, 'job_id', NEW.job_id, 'result_id', NEW.result_id, 'directory_name', NEW.directory_name,
            'kind', NEW.kind, 'status', NEW.status, 'summary', NEW.summary, 'details', json(NEW.details),
            'claimed_by', NEW.claimed_by, 'resolved_by', NEW.resolved_by, 'resolution', NEW.resolution,
            'created_at', NEW.created_at, 'updated_at', NEW.updated_at), json_object(
            'id', OLD.id, 'job_id', OLD.job_id, 'result_id', OLD.result_id, 'directory_name', OLD.directory_name,
            'kind', OLD.kind, 'status', OLD.status, 'summary', OLD.summary, 'details', json(OLD.details),
            'claimed_by', OLD.claimed_by, 'resolved_by', OLD.resolved_by, 'resolution', OLD.resolution,
            'created_at', OLD.created_at, 'updated_at', OLD.updated_at));
END;
CREATE TRIGGER action_items_feed_delete AFTER DELETE ON action_items
BEGIN
    INSERT INTO changes (table_name, type, old_record) VALUES ('action_items', 'DELETE', json_object(
            'id', OLD.id, 'job_id', OLD.job_id, 'result_id', OLD.result_id, 'directory_name', OLD.directory_name,
            'kind', OLD.kind, 'status', OLD.status, 'summary', OLD.summary, 'details', json(OLD.details),
            'claimed_by', OLD.claimed_by, 'resolved_by', OLD.resolved_by, 'resolution', OLD.resolution,
            'created_at', OLD.created_at, 'updated_at', OLD.updated_at));
END;
