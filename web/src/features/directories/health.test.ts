import { describe, expect, it } from 'vitest';
import type { Directory } from '@/data/resources/directories';
import { isFound, isInGroup, rateTone } from './health';

const make = (rate: number | null, attempts: number, values: Partial<Directory> = {}) =>
  ({
    name: 'bistro-list',
    title: 'BistroList',
    host: 'bistro.example',
    category: 'Food',
    policy: 'allowed',
    paused: false,
    health: { success_rate: rate, attempts },
    ...values,
  }) as Directory;

describe('health of a directory', () => {
  it.each([
    [null, 0, 'idle'],
    [0, 2, 'idle'],
    [0.2, 3, 'bad'],
    [0.6, 10, 'warn'],
    [0.9, 10, 'good'],
  ])('should call a rate of %j in %j attempts %j', (rate, attempts, tone) => {
    expect(rateTone(make(rate, attempts))).toBe(tone);
  });

  it('should put it into its groups', () => {
    expect(isInGroup(make(0.1, 9), 'trouble')).toBe(true);
    expect(isInGroup(make(0.1, 9), 'paused')).toBe(false);
    expect(isInGroup(make(1, 9, { policy: 'never' }), 'never')).toBe(true);
  });

  it('should find it by every word', () => {
    expect(isFound(make(1, 9), 'bistro food')).toBe(true);
    expect(isFound(make(1, 9), 'bistro hotel')).toBe(false);
  });
});
