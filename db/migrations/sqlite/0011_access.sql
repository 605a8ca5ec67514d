-- Who lost access, or has another one now, as changes of the feed: every gateway closes its sockets (realtime/hub.hpp). Nobody is
-- sent them; they hold ids only.
CREATE TRIGGER staff_sessions_feed_update AFTER UPDATE OF revoked_at ON staff_sessions WHEN OLD.revoked_at IS NULL AND NEW.revoked_at IS NOT NULL
BEGIN
    INSERT INTO changes (table_name, type, record) VALUES ('staff_sessions', 'UPDATE', json_object('id', NEW.id));
END;
CREATE TRIGGER staff_sessions_feed_delete AFTER DELETE ON staff_sessions
BEGIN
    INSERT INTO changes (table_name, type, old_record) VALUES ('staff_sessions', 'DELETE', json_object('id', OLD.id));
END;
CREATE TRIGGER staff_users_feed_update AFTER UPDATE OF role, active ON staff_users WHEN NEW.role <> OLD.role OR NEW.active <> OLD.active
BEGIN
    INSERT INTO changes (table_name, type, record) VALUES ('staff_users', 'UPDATE', json_object('id', NEW.id));
END;
CREATE TRIGGER staff_users_feed_delete AFTER DELETE ON staff_users
BEGIN
    INSERT INTO changes (table_name, type, old_record) VALUES ('staff_users', 'DELETE', json_object('id', OLD.id));
END;
CREATE TRIGGER api_keys_feed_update AFTER UPDATE OF revoked_at, role ON api_keys WHEN OLD.revoked_at IS NULL AND NEW.revoked_at IS NOT NULL OR NEW.role <> OLD.role
BEGIN
    INSERT INTO changes (table_name, type, record) VALUES ('api_keys', 'UPDATE', json_object('id', NEW.id));
END;
CREATE TRIGGER api_keys_feed_delete AFTER DELETE ON api_keys
BEGIN
    INSERT INTO changes (table_name, type, old_record) VALUES ('api_keys', 'DELETE', json_object('id', OLD.id));
END;
