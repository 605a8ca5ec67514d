-- Who may see what, also where Supabase's API stands on the same database (roles anon, authenticated, service_role):
-- nothing for anon; a customer (auth.uid() = customers.id) reads its own; service_role does all. The tables' owner, as which
-- directory-bolt connects, is not bound by row level security.

-- Closes a table to everybody but its owner and service_role. Every new table needs it.
CREATE FUNCTION bolt_protect(target regclass) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    who text;
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', target);
    EXECUTE format('REVOKE ALL ON %s FROM PUBLIC', target);
    FOR who IN SELECT rolname FROM pg_roles WHERE rolname IN ('anon', 'authenticated') LOOP
        EXECUTE format('REVOKE ALL ON %s FROM %I', target, who);
    END LOOP;
    IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'service_role') THEN
        EXECUTE format('GRANT ALL ON %s TO service_role', target);
        EXECUTE format('CREATE POLICY service_role_all ON %s TO service_role USING (TRUE) WITH CHECK (TRUE)', target);
    END IF;
END $$;

-- Lets customers read the rows of a table for which `condition` holds.
CREATE FUNCTION bolt_let_customer_read(target regclass, condition text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'authenticated') AND to_regprocedure('auth.uid()') IS NOT NULL THEN
        EXECUTE format('GRANT SELECT ON %s TO authenticated', target);
        EXECUTE format('CREATE POLICY customer_reads_own ON %s FOR SELECT TO authenticated USING (%s)', target, condition);
    END IF;
END $$;

-- Adds a table to Supabase Realtime where that publication is there and ours to change.
CREATE FUNCTION bolt_publish(target regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM pg_publication WHERE pubname = 'supabase_realtime' AND NOT puballtables) THEN
        EXECUTE format('ALTER PUBLICATION supabase_realtime ADD TABLE %s', target);
    END IF;
EXCEPTION
    WHEN insufficient_privilege THEN
        RAISE WARNING 'the table % could not be added to the publication supabase_realtime: %', target, SQLERRM;
END $$;

SELECT bolt_protect(CAST(name AS regclass)) FROM unnest(ARRAY[
    'customers', 'jobs', 'orders', 'stripe_events', 'outbox', 'directories', 'host_slots', 'host_facts', 'job_results', 'attempts',
    'recipes', 'http_profiles', 'queue_history', 'flow_runs', 'queue_messages', 'worker_heartbeats', 'action_items', 'staff_users',
    'staff_sessions', 'login_links', 'audit_log', 'site_accounts', 'feed_state', 'changes', 'schema_migrations']) AS name;

SELECT bolt_let_customer_read('customers', 'id = (SELECT auth.uid())');
SELECT bolt_let_customer_read('jobs', 'customer_id = (SELECT auth.uid())');
SELECT bolt_let_customer_read('orders', 'customer_id = (SELECT auth.uid())');
SELECT bolt_let_customer_read(CAST(name AS regclass),
    format('EXISTS (SELECT 1 FROM jobs j WHERE j.id = %s.job_id AND j.customer_id = (SELECT auth.uid()))', name))
FROM unnest(ARRAY['job_results', 'queue_history']) AS name;

SELECT bolt_publish(CAST(name AS regclass))
FROM unnest(ARRAY['jobs', 'job_results', 'queue_history', 'worker_heartbeats', 'action_items']) AS name;

DO $$
DECLARE
    callable text;
    who text;
BEGIN
    FOREACH callable IN ARRAY ARRAY['find_stale_jobs(integer)', 'bolt_mend_feed()', 'bolt_protect(regclass)',
                                    'bolt_let_customer_read(regclass, text)', 'bolt_publish(regclass)'] LOOP
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', callable);
        FOR who IN SELECT rolname FROM pg_roles WHERE rolname IN ('anon', 'authenticated') LOOP
            EXECUTE format('REVOKE ALL ON FUNCTION %s FROM %I', callable, who);
        END LOOP;
    END LOOP;
    FOR who IN SELECT rolname FROM pg_roles WHERE rolname IN ('anon', 'authenticated') LOOP
        EXECUTE format('REVOKE ALL ON stale_jobs_view, stale_workers FROM %I', who);
    END LOOP;
    IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'service_role') THEN
        GRANT EXECUTE ON FUNCTION find_stale_jobs(integer) TO service_role;
        GRANT SELECT ON stale_jobs_view, stale_workers TO service_role;
    END IF;
END $$;
