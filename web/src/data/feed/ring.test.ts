import { describe, expect, it } from 'vitest';
import { makeChange } from '@/test/factories';
import { createRing } from './ring';

const positionsOf = (changes: { position: number }[] | null) => changes?.map((change) => change.position) ?? null;

describe('createRing', () => {
  it('should give the changes after a position, oldest first', () => {
    const ring = createRing();
    ring.start(10);
    [11, 12, 15].forEach((position) => ring.push(makeChange(position, 'jobs', {})));
    expect(positionsOf(ring.since(11))).toEqual([12, 15]);
    expect(positionsOf(ring.since(10))).toEqual([11, 12, 15]);
    expect(positionsOf(ring.since(99))).toEqual([]);
  });

  it('should say so when it cannot know what came after a position', () => {
    const ring = createRing();
    ring.start(10);
    expect(ring.since(9)).toBeNull();
  });

  it('should keep a bounded number of changes and know from where', () => {
    const ring = createRing(4);
    ring.start(0);
    [1, 2, 3, 4, 5].forEach((position) => ring.push(makeChange(position, 'jobs', {})));
    expect(ring.floor).toBe(2);
    expect(ring.since(1)).toBeNull();
    expect(positionsOf(ring.since(2))).toEqual([3, 4, 5]);
  });

  it('should keep nothing before it follows a position', () => {
    const ring = createRing();
    ring.push(makeChange(1, 'jobs', {}));
    expect(ring.floor).toBeNull();
    expect(ring.since(0)).toEqual([]);
  });
});
