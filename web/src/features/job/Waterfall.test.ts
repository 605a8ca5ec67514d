import { describe, expect, it } from 'vitest';
import type { Attempt } from '@/data/resources/attempts';
import { spanOf } from './Waterfall';

const at = (seconds: number) => new Date(seconds * 1_000).toISOString();
const attempt = (start: number, end: number | null, sent: number | null = null) =>
  ({
    started_at: at(start),
    ended_at: end === null ? null : at(end),
    sent_at: sent === null ? null : at(sent),
  }) as Attempt;

describe('spanOf', () => {
  it('should place a bar by its share of the whole', () => {
    expect(spanOf(attempt(25, 75, 50), 0, 100_000, 0)).toEqual({ left: 25, width: 50, sent: 50 });
  });

  it('should let what runs reach until now', () => {
    expect(spanOf(attempt(50, null), 0, 100_000, 80_000)).toEqual({ left: 50, width: 30, sent: null });
  });

  it('should keep the shortest visible, inside the row', () => {
    const { left, width } = spanOf(attempt(100, 100), 0, 100_000, 0);
    expect(width).toBeGreaterThan(0);
    expect(left + width).toBeLessThanOrEqual(100);
  });
});
