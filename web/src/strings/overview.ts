/** The words of the overview's charts, promises and pauses. */
export const overviewStrings = {
  throughput: 'Submissions',
  range: 'Time span',
  ranges: { '5m': '5 min', '1h': '1 h', '6h': '6 h', '24h': '24 h', '7d': '7 d', '30d': '30 d' },
  chart: 'How submissions ended',
  series: { submitted: 'Submitted', skipped: 'Skipped', action_required: 'Needs action', failed: 'Failed' },
  rate: (share: string) => `${share} success`,
  noneInRange: 'Nothing ended in this time',
  slo: 'Promised turnaround',
  sloLead: 'Jobs of the last 30 days against what was sold',
  sloColumns: {
    package: 'Package',
    promise: 'Promise',
    kept: 'Kept',
    median: 'Median',
    open: 'Open',
    risk: 'At risk',
    late: 'Late',
  },
  sloNone: 'No package has a job yet',
  hours: (hours: number) => (hours % 24 === 0 && hours >= 48 ? `${hours / 24} d` : `${hours} h`),
  keptOf: (share: string, sample: number) => `${share} of ${sample.toLocaleString('en')}`,
  noSample: 'none finished',
  needsAction: 'Needs a person',
  needsNone: 'Nobody is waited for',
  openInbox: 'Open inbox',
  paused: {
    everything: 'Everything is paused: no attempt starts until somebody resumes it.',
    packages: (count: number) => `${count} ${count === 1 ? 'package is' : 'packages are'} paused.`,
    directories: (count: number) => `${count} ${count === 1 ? 'directory is' : 'directories are'} paused.`,
    manage: 'Manage pauses',
  },
} as const;

/** What kind of thing a person is needed for. */
export const actionKindNames: Record<string, string> = {
  needs_captcha: 'Captcha',
  needs_login: 'Login needed',
  confirm_email: 'Confirm e-mail',
  unknown: 'Unknown outcome',
  missing_profile: 'Profile incomplete',
  needs_payment: 'Payment asked',
  blocked: 'Blocked by the site',
  duplicate: 'Possible duplicate',
  rejected: 'Rejected',
  unreachable: 'Site unreachable',
  order: 'Order to check',
  stale_job: 'Job does not move',
};
export const actionKindName = (kind: string): string => actionKindNames[kind] ?? kind.replaceAll('_', ' ');
