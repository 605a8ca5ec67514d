/** The words of the charts of attempts: of all, of one directory, of one worker. */
export const trendStrings = {
  attempts: 'Attempts',
  shows: 'What the chart shows',
  views: { took: 'At work', waited: 'Waiting', ends: 'Ends' },
  chart: {
    took: 'How long an attempt took',
    waited: 'How long a submission was due before a worker began',
    ends: 'How attempts ended',
  },
  p50: 'Half within',
  p95: '95 % within',
  ends: {
    submitted: 'Submitted',
    skipped: 'Skipped',
    action_required: 'Needs action',
    retried: 'Tried again later',
    failed: 'Failed or lost',
  },
  count: (attempts: number) => `${attempts.toLocaleString('en')} ${attempts === 1 ? 'attempt' : 'attempts'}`,
  none: 'No attempt ended in this time',
  worker: 'Worker',
  allWorkers: 'All workers',
} as const;
