// The development server's state: jobs that move by themselves, and the feed of their changes.
import { directories, finish, jobColumns, newJob, newResult, packages, resultColumns, stamp } from './data.mjs';

const statuses = ['pending', 'submitting', 'submitted', 'failed', 'skipped', 'action_required'];
const pick = (row, columns) => Object.fromEntries(columns.map((column) => [column, row[column]]));

export function createWorld() {
  const world = {
    position: 0,
    changes: [],
    listeners: new Set(),
    entries: [],
    events: [],
    made: 0,
    workers: ['worker-a1', 'worker-a2'].map((worker_id) => ({
      worker_id,
      status: 'running',
      current_job_id: null,
      last_heartbeat: stamp(Date.now()),
      metadata: { version: '0.1.0' },
    })),
  };

  function emit(table, type, record, old_record) {
    world.position += 1;
    const change = { position: world.position, table, type, record: structuredClone(record), old_record };
    world.changes.push(change);
    if (world.changes.length > 2_000) world.changes.shift();
    world.listeners.forEach((listener) => listener(change));
  }

  function note(entry, event, directory_name = null, details = {}, at = Date.now()) {
    const row = {
      id: world.events.length + 1,
      job_id: entry.job.id,
      directory_name,
      event,
      details,
      worker_id: 'worker-a1',
      created_at: stamp(at),
    };
    world.events.push({ ...row, business_name: entry.job.business_name });
    emit('queue_history', 'INSERT', row);
  }

  function change(entry, values, at = Date.now()) {
    const before = pick(entry.job, jobColumns);
    Object.assign(entry.job, values, { updated_at: stamp(at) });
    emit('jobs', 'UPDATE', pick(entry.job, jobColumns), before);
  }

  function changeResult(entry, result, apply) {
    const before = pick(result, resultColumns);
    apply();
    emit('job_results', 'UPDATE', pick(result, resultColumns), before);
  }

  world.add = (packageType, at = Date.now(), missing = []) => {
    const entry = { ...newJob(world.made, at, packageType, missing), results: [], turn: world.made * 3 };
    world.made += 1;
    world.entries.push(entry);
    emit('jobs', 'INSERT', pick(entry.job, jobColumns));
    note(entry, 'queue_claimed', null, {}, at);
    return entry;
  };

  world.start = (entry, at = Date.now()) => {
    change(entry, { status: 'in_progress', started_at: stamp(at) }, at);
    note(entry, 'flow_triggered', null, {}, at);
    note(entry, 'job_started', null, {}, at);
    for (const directory of directories.slice(0, packages[entry.job.package_type][1])) {
      const result = newResult(entry.job, directory, at);
      entry.results.push(result);
      emit('job_results', 'INSERT', pick(result, resultColumns));
    }
  };

  world.step = (entry, at = Date.now()) => {
    const running = entry.results.find((result) => result.status === 'submitting');
    if (running) {
      changeResult(entry, running, () => finish(running, entry.turn++, at, entry.profile));
      const done = entry.results.filter((result) => !['pending', 'submitting'].includes(result.status)).length;
      change(entry, { directories_done: done, progress: Math.floor((100 * done) / entry.job.directories_total) }, at);
      const event = { submitted: 'submitted', skipped: 'skipped_duplicate' }[running.status] ?? running.status;
      note(entry, event, running.directory_name, { verdict: running.verdict, reason: running.error_message }, at);
    }
    const next = entry.results.find((result) => result.status === 'pending');
    if (next) {
      changeResult(entry, next, () =>
        Object.assign(next, { status: 'submitting', attempts: 1, lane: 'browser', updated_at: stamp(at) }),
      );
      note(entry, 'submitting', next.directory_name, { attempt: 1 }, at);
    } else if (entry.job.status === 'in_progress') {
      change(entry, { status: 'completed', completed_at: stamp(at) }, at);
      note(entry, 'job_finalized', null, { status: 'completed' }, at);
    }
  };

  world.beat = () => {
    for (const worker of world.workers) {
      worker.last_heartbeat = stamp(Date.now());
      emit('worker_heartbeats', 'UPDATE', worker, worker);
    }
  };

  world.view = (entry) => ({
    ...entry.job,
    counts: Object.fromEntries(
      statuses.map((status) => [status, entry.results.filter((result) => result.status === status).length]),
    ),
  });

  world.seed = () => {
    const now = Date.now();
    const kinds = ['starter', 'growth', 'professional', 'starter', 'enterprise', 'growth', 'starter', 'professional'];
    kinds.forEach((kind, index) => {
      const begin = now - (kinds.length - index) * 47 * 60_000;
      const entry = world.add(kind, begin);
      world.start(entry, begin + 20_000);
      for (let at = begin + 40_000; entry.job.status === 'in_progress'; at += 9_000) world.step(entry, at);
    });
    [
      ['professional', 7],
      ['growth', 4],
      ['enterprise', 1],
    ].forEach(([kind, steps]) => {
      const begin = now - steps * 14_000 - 30_000;
      const entry = world.add(kind, begin);
      world.start(entry, begin + 3_000);
      for (let step = 0; step < steps; step += 1) world.step(entry, begin + 5_000 + step * 14_000);
    });
    world.add('starter', now - 90_000, ['phone number (7 to 15 digits)', 'description (50 to 1000 characters)']);
    world.add('growth', now - 20_000);
  };
  return world;
}
