-- 100,000 jobs of as many customers with 300,000 submissions (SQLite). The ids rise with time, as those of the store do.
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)
INSERT INTO customers (id, business_name, email, website, created_at)
SELECT printf('019aa%03x-%04x-7000-8000-%012x', i / 256, i % 65536, i * 7919 % 100003),
       'Business ' || (i * 7919 % 100003) || ' of ' || char(65 + i % 26), 'owner' || i || '@example.com', 'https://b' || i || '.example',
       strftime('%Y-%m-%dT%H:%M:%S', '2026-11-30', '-' || (100000 - i) || ' minutes') || '.000000+00:00' FROM n;
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)
INSERT INTO jobs (id, customer_id, status, package_type, priority, directories_total, directories_done, progress, paused, created_at, updated_at, completed_at)
SELECT printf('019bb%03x-%04x-7000-8000-%012x', i / 256, i % 65536, i * 6007 % 100003),
       printf('019aa%03x-%04x-7000-8000-%012x', i / 256, i % 65536, i * 7919 % 100003),
       CASE WHEN i % 100 < 80 THEN 'completed' WHEN i % 100 < 85 THEN 'failed' WHEN i % 100 < 88 THEN 'cancelled'
            WHEN i % 100 < 94 THEN 'in_progress' WHEN i % 100 < 97 THEN 'queued' ELSE 'pending' END,
       CASE i % 4 WHEN 0 THEN 'starter' WHEN 1 THEN 'growth' WHEN 2 THEN 'professional' ELSE 'enterprise' END, 1 + i % 4, 3, 3, 100, i % 37 = 0,
       strftime('%Y-%m-%dT%H:%M:%S', '2026-11-30', '-' || (100000 - i) || ' minutes') || '.000000+00:00',
       strftime('%Y-%m-%dT%H:%M:%S', '2026-11-30', '-' || (i * 6007 % 100003) || ' minutes') || '.000000+00:00',
       CASE WHEN i % 100 < 80 THEN strftime('%Y-%m-%dT%H:%M:%S', '2026-11-30', '-' || (99900 - i) || ' minutes') || '.000000+00:00' END
FROM n;
WITH RECURSIVE k (d) AS (SELECT 0 UNION ALL SELECT d + 1 FROM k WHERE d < 2)
INSERT INTO job_results (id, job_id, directory_name, status, idempotency_key, error_message, updated_at)
SELECT j.id || '-' || d, j.id, 'dir-' || ((j.rowid + d * 7) % 100),
       CASE WHEN (j.rowid + d) % 20 < 17 THEN 'submitted' WHEN (j.rowid + d) % 20 < 19 THEN 'failed' ELSE 'action_required' END, j.id || d,
       CASE WHEN (j.rowid + d) % 20 BETWEEN 17 AND 18 THEN 'The site answered ' || (500 + (j.rowid + d) % 7) || ' after ' || (j.rowid % 1000) || ' ms' END,
       j.updated_at FROM jobs j, k;
INSERT INTO action_items (id, job_id, result_id, directory_name, kind, created_at, updated_at)
SELECT id, job_id, id, directory_name, 'needs_captcha', updated_at, updated_at FROM job_results WHERE status = 'action_required' AND rowid % 10 = 0;
-- Charts of attempts: everybody's, 100 directories' and 10 workers', each with a row for every five minutes of 30 days (its last 200
-- for the directories and workers but one of each, which would be 950,000 rows otherwise).
WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 8639), k (d) AS (SELECT 0 UNION ALL SELECT d + 1 FROM k WHERE d < 110)
INSERT INTO visit_stats (scope, slot, submitted, failed, retried, t3, t4, t5, t8, w0, w2, w6)
SELECT CASE WHEN d = 0 THEN '' WHEN d <= 100 THEN 'd:dir-' || (d - 1) ELSE 'w:worker-' || (d - 101) END,
       unixepoch('2026-11-30') / 300 - i, 20, 2, 1, 5, 10, 6, 2, 12, 8, 3 FROM n, k WHERE d IN (0, 1, 101) OR i < 200;
