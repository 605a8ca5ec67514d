import { describe, expect, it } from 'vitest';
import { makeEvent } from '@/test/factories';
import { eventNote, eventTitle, eventTone, isOfKind } from './describe';

describe('eventTitle', () => {
  it('should use human words, and the event itself for one it does not know', () => {
    expect(eventTitle(makeEvent({ event: 'skipped_duplicate' }))).toBe('Skipped: already listed');
    expect(eventTitle(makeEvent({ event: 'moon_phase_changed' }))).toBe('moon phase changed');
  });
});

describe('eventTone', () => {
  it('should be as good as the outcome', () => {
    expect(eventTone(makeEvent({ event: 'job_finalized', details: { final_status: 'failed' } }))).toBe('bad');
    expect(eventTone(makeEvent({ event: 'job_finalized', details: { final_status: 'completed' } }))).toBe('good');
    expect(eventTone(makeEvent({ event: 'never_heard' }))).toBe('idle');
  });
});

describe('eventNote', () => {
  it('should tell verdict, later tries and when the next one is', () => {
    const details = { verdict: 'unreachable', attempt: 2, delay_ms: 65_000 };
    expect(eventNote(makeEvent({ details }))).toBe('Unreachable · try 2 · again in 1 min 5 s');
    expect(eventNote(makeEvent({ details: { attempt: 1 } }))).toBeNull();
  });

  it('should shorten endless reasons and survive odd types', () => {
    expect(eventNote(makeEvent({ details: { reason: 'x'.repeat(9_999) } }))).toHaveLength(240);
    expect(eventNote(makeEvent({ details: { reason: { a: 1 }, verdict: ['x'], delay_ms: 'soon' } }))).toBeNull();
  });
});

describe('isOfKind', () => {
  it('should tell jobs, submissions and problems apart', () => {
    const failed = makeEvent({ event: 'failed' });
    const started = makeEvent({ event: 'job_started', directory_name: null });
    expect([
      isOfKind(failed, 'all'),
      isOfKind(failed, 'submissions'),
      isOfKind(failed, 'problems'),
      isOfKind(failed, 'jobs'),
    ]).toEqual([true, true, true, false]);
    expect([isOfKind(started, 'jobs'), isOfKind(started, 'problems')]).toEqual([true, false]);
  });
});
