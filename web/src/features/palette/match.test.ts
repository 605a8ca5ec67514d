import { describe, expect, it } from 'vitest';
import { matches } from './match';

describe('matches', () => {
  it.each([
    ['', 'Go to jobs', true],
    ['job', 'Go to Jobs', true],
    ['jobs go', 'Go to Jobs', true],
    ['obs', 'Go to Jobs', false],
    ['cafe', 'Café am Markt', true],
    ['dark x', 'Dark appearance', false],
  ])('should find %j in %j: %j', (typed, label, expected) => {
    expect(matches(typed, label)).toBe(expected);
  });
});
