import { fireEvent, screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { trendStrings as words } from '@/strings/trends';
import { openApp } from '@/test/app';
import { formatLatency, latencySeries } from './latency';

const latency = (p50: (number | null)[], p95: (number | null)[]) => ({
  p50_ms: p50,
  p95_ms: p95,
  all: { count: 3, p50_ms: 400, p95_ms: 12_000 },
});
const visits = {
  position: 1,
  from: '2026-11-23T11:00:00.000000+00:00',
  bucket_seconds: 300,
  series: {
    submitted: [1, 2],
    skipped: [0, 0],
    action_required: [0, 0],
    failed: [0, 1],
    retried: [1, 0],
    lost: [0, 2],
  },
  took: latency([null, 400], [null, 12_000]),
  waited: latency([100, null], [200, null]),
};
const worker = (id: string) => ({
  worker_id: id,
  status: 'running',
  alive: true,
  last_heartbeat: '2026-11-23T11:00:00Z',
  metadata: { host: 'farm' },
  work: [],
});

describe('charts of attempts', () => {
  it('should ask for the chosen worker and count the lost among the failed', async () => {
    const { calls } = openApp('/workers', {
      'GET /api/staff/workers': () => ({ position: 1, workers: [worker('worker-0000-1'), worker('worker-0000-2')] }),
      'GET /api/staff/visits': () => visits,
    });
    const card = within(await screen.findByRole('region', { name: words.attempts }));
    expect(
      await card.findByText(
        `${words.chart.ends}: Submitted 3, Skipped 0, Needs action 0, Tried again later 1, Failed or lost 3`,
      ),
    ).toBeInTheDocument();
    fireEvent.change(card.getByRole('combobox', { name: words.worker }), { target: { value: 'worker-0000-2' } });
    fireEvent.click(card.getByRole('button', { name: '30 d' }));
    fireEvent.click(card.getByRole('button', { name: words.views.took }));
    expect(await card.findByText(`${words.chart.took}: Half within 0.4 s, 95 % within 12 s`)).toBeInTheDocument();
    const last = calls.filter(({ path }) => path === '/api/staff/visits').at(-1);
    expect(Object.fromEntries(last?.query ?? [])).toEqual({ range: '30d', worker: 'worker-0000-2' });
  });

  it('should stand on the overview without a wait for it', async () => {
    openApp('/', { 'GET /api/staff/visits': () => ({ ...visits, took: latency([null, null], [null, null]) }) });
    expect(await screen.findByRole('region', { name: words.attempts })).toBeInTheDocument();
  });
});

describe('latencySeries', () => {
  it('should stack half and 95 % in a unit that fits, and say what no attempt says', () => {
    const { series, unit } = latencySeries(latency([60_000, null], [240_000, null]));
    expect(unit).toBe('min');
    expect(series.map(({ values }) => values)).toEqual([
      [1, 0],
      [3, 0],
    ]);
    expect(series.map(({ text }) => text?.(1))).toEqual(['–', '–']);
    expect(formatLatency(65_000)).toBe('1 min 5 s');
  });
});
