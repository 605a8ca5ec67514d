/** The words of the job page's actions, attempts and log. */
export const jobPageStrings = {
  tabs: { directories: 'Directories', attempts: 'Attempts', log: 'Log' },
  view: 'What to show',
  etaKnown: 'Done by',
  perMinute: (rate: string) => `${rate} per minute`,
  etaUnknown: 'Not known yet',
  pauses: {
    job: 'This job is paused.',
    everything: 'Everything is paused.',
    package: 'Its package is paused.',
  } as Record<string, string>,
  pausedTitle: 'Nothing moves',
  needs: (count: number) => `${count} ${count === 1 ? 'directory waits' : 'directories wait'} for a person`,
  openItem: 'Settle it',
  attempts: {
    caption: 'Attempts in the order of time',
    none: 'No attempt yet',
    noneHint: 'Each visit to a directory appears here the moment it begins.',
    columns: { directory: 'Directory', time: 'Time', took: 'Took', outcome: 'Outcome' },
    states: { leased: 'Running', sent: 'Sent', succeeded: 'Succeeded', failed: 'Failed', lost: 'Lost' } as Record<
      string,
      string
    >,
    number: (value: number) => `try ${value}`,
    sentAfter: (time: string) => `sent after ${time}`,
    startedAfter: (time: string) => `began ${time} after the job`,
    running: 'running',
  },
  log: {
    caption: 'Log of this job',
    level: 'Level',
    levels: { all: 'All', info: 'Info', warning: 'Warnings', error: 'Errors' },
    follow: 'Follow the end',
    download: 'Download',
    none: 'Nothing of this level',
    lines: (count: number) => `${count.toLocaleString('en')} ${count === 1 ? 'line' : 'lines'}`,
    copyRow: 'Log line',
  },
  pictures: { both: 'Side by side' },
  retryOne: 'Try again',
} as const;
