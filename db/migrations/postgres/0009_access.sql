-- Who lost access, or has another one now, as changes of the feed (SQLite's 0011): every gateway closes its sockets
-- (realtime/hub.hpp). Nobody is sent them; they hold ids only.
CREATE FUNCTION bolt_access_feed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO changes (position, table_name, type, record, old_record)
    VALUES (bolt_next_position(), TG_TABLE_NAME, TG_OP, CASE WHEN TG_OP <> 'DELETE' THEN json_build_object('id', NEW.id) END,
            CASE WHEN TG_OP = 'DELETE' THEN json_build_object('id', OLD.id) END);
    RETURN NULL;
END $$;
CREATE TRIGGER staff_sessions_feed_update AFTER UPDATE OF revoked_at ON staff_sessions FOR EACH ROW
    WHEN (OLD.revoked_at IS NULL AND NEW.revoked_at IS NOT NULL) EXECUTE FUNCTION bolt_access_feed();
CREATE TRIGGER staff_sessions_feed_delete AFTER DELETE ON staff_sessions FOR EACH ROW EXECUTE FUNCTION bolt_access_feed();
CREATE TRIGGER staff_users_feed_update AFTER UPDATE OF role, active ON staff_users FOR EACH ROW
    WHEN (NEW.role <> OLD.role OR NEW.active <> OLD.active) EXECUTE FUNCTION bolt_access_feed();
CREATE TRIGGER staff_users_feed_delete AFTER DELETE ON staff_users FOR EACH ROW EXECUTE FUNCTION bolt_access_feed();
CREATE TRIGGER api_keys_feed_update AFTER UPDATE OF revoked_at, role ON api_keys FOR EACH ROW
    WHEN (OLD.revoked_at IS NULL AND NEW.revoked_at IS NOT NULL OR NEW.role <> OLD.role) EXECUTE FUNCTION bolt_access_feed();
CREATE TRIGGER api_keys_feed_delete AFTER DELETE ON api_keys FOR EACH ROW EXECUTE FUNCTION bolt_access_feed();
