import { describe, expect, it } from 'vitest';
import { chipsOf, filterOf, readJobsSearch, without } from './filter';

describe('the filter in the address', () => {
  it('should keep what it knows and drop the rest', () => {
    expect(
      readJobsSearch({ state: 'all', status: 'exploded', package: 'growth', late: 'yes', paused: 'true', from: 'x' }),
    ).toEqual({ state: 'all', package: 'growth', paused: 'true' });
  });

  it('should keep a search word that looks like a number, and cut a long one', () => {
    expect(readJobsSearch({ q: '42' })).toEqual({ q: '42' });
    expect(readJobsSearch({ q: 'ä'.repeat(500) }).q).toHaveLength(100);
  });

  it('should ask for active jobs unless told otherwise', () => {
    expect(filterOf({ q: 'x' })).toEqual({ state: 'active', q: 'x' });
  });

  it('should say in words what is set', () => {
    const chips = chipsOf({ state: 'all', q: 'x', status: 'failed', late: 'true', directory: 'bistro' });
    expect(chips.map(({ text }) => text)).toEqual([
      'Status: Failed',
      'Beyond the promised turnaround',
      'Directory: bistro',
    ]);
  });

  it('should take the state there away with its directory', () => {
    expect(without({ directory: 'a', directory_status: 'failed', q: 'x' }, 'directory')).toEqual({ q: 'x' });
  });
});
