-- How attempts ended and how long they took and waited, for charts of all of them, of one directory and of one worker
-- (store/visit_stats.cpp writes it in the transaction that ends the attempt). scope: '' all, 'd:' and a directory's name, 'w:' and a
-- worker's id. slot: five minutes since the epoch. t0..t15: attempts by how long they took, w0..w15: by how long they had been due when
-- a worker began; the bins' edges stand in the code, and a bin's meaning never changes. Kept for 31 days.
CREATE TABLE visit_stats (
    scope TEXT NOT NULL,
    slot  INTEGER NOT NULL,
    submitted INTEGER NOT NULL DEFAULT 0, skipped INTEGER NOT NULL DEFAULT 0, action_required INTEGER NOT NULL DEFAULT 0,
    failed INTEGER NOT NULL DEFAULT 0, retried INTEGER NOT NULL DEFAULT 0, lost INTEGER NOT NULL DEFAULT 0,
    t0 INTEGER NOT NULL DEFAULT 0, t1 INTEGER NOT NULL DEFAULT 0, t2 INTEGER NOT NULL DEFAULT 0,
    t3 INTEGER NOT NULL DEFAULT 0, t4 INTEGER NOT NULL DEFAULT 0, t5 INTEGER NOT NULL DEFAULT 0,
    t6 INTEGER NOT NULL DEFAULT 0, t7 INTEGER NOT NULL DEFAULT 0, t8 INTEGER NOT NULL DEFAULT 0,
    t9 INTEGER NOT NULL DEFAULT 0, t10 INTEGER NOT NULL DEFAULT 0, t11 INTEGER NOT NULL DEFAULT 0,
    t12 INTEGER NOT NULL DEFAULT 0, t13 INTEGER NOT NULL DEFAULT 0, t14 INTEGER NOT NULL DEFAULT 0,
    t15 INTEGER NOT NULL DEFAULT 0,
    w0 INTEGER NOT NULL DEFAULT 0, w1 INTEGER NOT NULL DEFAULT 0, w2 INTEGER NOT NULL DEFAULT 0,
    w3 INTEGER NOT NULL DEFAULT 0, w4 INTEGER NOT NULL DEFAULT 0, w5 INTEGER NOT NULL DEFAULT 0,
    w6 INTEGER NOT NULL DEFAULT 0, w7 INTEGER NOT NULL DEFAULT 0, w8 INTEGER NOT NULL DEFAULT 0,
    w9 INTEGER NOT NULL DEFAULT 0, w10 INTEGER NOT NULL DEFAULT 0, w11 INTEGER NOT NULL DEFAULT 0,
    w12 INTEGER NOT NULL DEFAULT 0, w13 INTEGER NOT NULL DEFAULT 0, w14 INTEGER NOT NULL DEFAULT 0,
    w15 INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (scope, slot)
) WITHOUT ROWID;
CREATE INDEX visit_stats_by_slot ON visit_stats (slot);
