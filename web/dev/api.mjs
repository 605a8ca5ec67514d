// The HTTP half of the development server: docs/api.md over made-up data.
import { stamp } from './data.mjs';

const active = ['pending', 'queued', 'in_progress'];
export const token = 'development-token';

export function session() {
  return {
    user: { id: '1', email: 'ada@example.com', name: 'Ada Brennan', role: 'admin' },
    csrf_token: 'csrf',
    expires_at: stamp(Date.now() + 8 * 3_600_000),
    realtime: { url: '/realtime/v1', token, expires_at: stamp(Date.now() + 600_000) },
  };
}

function overview(world) {
  const tally = (rows, names) =>
    Object.fromEntries(names.map((name) => [name, rows.filter((row) => row.status === name).length]));
  const jobs = world.entries.map((entry) => entry.job);
  const results = world.entries.flatMap((entry) => entry.results);
  const submissions = tally(results, ['pending', 'submitting', 'submitted', 'failed', 'skipped', 'action_required']);
  return {
    position: world.position,
    submissions,
    workers: world.workers,
    jobs: tally(jobs, ['pending', 'queued', 'in_progress', 'completed', 'failed', 'cancelled']),
    queue: {
      depth: jobs.filter((job) => job.status === 'queued').length,
      in_flight: 1,
      dead: 0,
      oldest_age_seconds: 20,
    },
    today: {
      jobs_completed: jobs.filter((job) => job.status === 'completed').length,
      submissions_submitted: submissions.submitted,
    },
  };
}

function jobs(world, query) {
  const [state, status, q] = ['state', 'status', 'q'].map((name) => query.get(name) ?? '');
  const limit = Number(query.get('limit') ?? 50);
  const from = Number(query.get('cursor') ?? 0);
  const rows = world.entries
    .map(world.view)
    .filter(
      (job) =>
        (state === 'active'
          ? active.includes(job.status)
          : state === 'completed'
            ? !active.includes(job.status)
            : true) &&
        (!status || job.status === status) &&
        (!q || `${job.business_name} ${job.email} ${job.id}`.toLowerCase().includes(q.toLowerCase())),
    )
    .sort((a, b) => (a.created_at < b.created_at ? 1 : -1));
  return {
    position: world.position,
    jobs: rows.slice(from, from + limit),
    next_cursor: rows.length > from + limit ? String(from + limit) : null,
  };
}

function job(world, id) {
  const entry = world.entries.find((each) => each.job.id === id);
  if (!entry) return null;
  return {
    position: world.position,
    job: world.view(entry),
    profile: entry.profile,
    results: entry.results,
    history: world.events.filter((event) => event.job_id === id),
  };
}

function activity(world, query) {
  const before = Number(query.get('before') ?? Infinity);
  const events = world.events
    .filter((event) => event.id < before)
    .reverse()
    .slice(0, Number(query.get('limit') ?? 50));
  return { position: world.position, events };
}

function picture(file) {
  const after = file.includes('after');
  const rows = after
    ? ''
    : Array.from(
        { length: 7 },
        (_, row) =>
          `<rect x="80" y="${190 + row * 62}" width="120" height="12" rx="6" fill="#cbd5e1"/><rect x="80" y="${210 + row * 62}" width="760" height="30" rx="6" fill="#fff" stroke="#cbd5e1"/>`,
      ).join('');
  const thanks = after
    ? '<text x="80" y="250" font-size="44" fill="#166534">Thank you! Your listing is live.</text><text x="80" y="310" font-size="24" fill="#475569">Reference 9412 · view your listing</text>'
    : '';
  return `<svg xmlns="http://www.w3.org/2000/svg" width="1280" height="800" font-family="Inter, sans-serif"><rect width="1280" height="800" fill="#f8fafc"/><rect width="1280" height="84" fill="#7c2d12"/><text x="80" y="54" font-size="30" fill="#fff">Bistro List</text><text x="80" y="150" font-size="30" fill="#0f172a">${after ? '' : 'Add your business'}</text>${rows}${thanks}</svg>`;
}

const problem = (status, title, detail) => ({
  status,
  type: 'application/problem+json',
  body: { type: 'about:blank', title, status, detail },
});
const ok = (body) => ({ status: 200, type: 'application/json', body });

/** The answer to one API request: {status, type, body, headers?}. `login` holds what the caller knows about sessions. */
export function answer(world, method, url, body, login) {
  const path = url.pathname.replace('/api/staff', '');
  if (method === 'POST' && path === '/login') {
    if (body.password === 'slow-down')
      return { ...problem(429, 'Too many attempts', 'Wait a little.'), headers: { 'Retry-After': '42' } };
    if (body.password !== 'bolt') return problem(401, 'Unauthorized', 'E-mail or password is wrong.');
    return { ...ok(session()), login: true };
  }
  if (method === 'POST' && path === '/login/link') {
    return body.token === 'good'
      ? { ...ok(session()), login: true }
      : problem(401, 'Unauthorized', 'This link is not valid.');
  }
  if (!login) return problem(401, 'Unauthorized', 'Sign in first.');
  if (path === '/session') return ok(session());
  if (method === 'POST' && path === '/logout') return { status: 204, type: 'text/plain', body: '', login: false };
  if (path === '/overview') return ok(overview(world));
  if (path === '/jobs') return ok(jobs(world, url.searchParams));
  if (path === '/activity') return ok(activity(world, url.searchParams));
  if (path.startsWith('/evidence/')) return { status: 200, type: 'image/svg+xml', body: picture(path) };
  const found = path.startsWith('/jobs/') ? job(world, decodeURIComponent(path.slice(6))) : null;
  return found ? ok(found) : problem(404, 'Not found', 'There is no such thing.');
}
