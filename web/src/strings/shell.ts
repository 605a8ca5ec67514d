/** The words of the frame around the screens: navigation, keys, palette, notices, signing in again. */

export const navStrings = {
  overview: 'Overview',
  jobs: 'Jobs',
  inbox: 'Inbox',
  failures: 'Failures',
  directories: 'Directories',
  customers: 'Customers',
  workers: 'Workers',
  queue: 'Queue',
  activity: 'Activity',
  settings: 'Settings',
  more: 'More',
  closeMore: 'Close the menu',
  groups: { work: 'Work', resources: 'Resources', system: 'System' },
} as const;

export const keyStrings = {
  title: 'Keyboard shortcuts',
  lead: 'Keys work wherever no text field has the focus.',
  groups: { go: 'Go to', list: 'In a list', general: 'Everywhere' },
  palette: 'Open the command palette',
  search: 'Search this screen',
  help: 'Show this list',
  next: 'Next row',
  previous: 'Previous row',
  open: 'Open the row',
  select: 'Select the row',
  retry: 'Retry what is selected',
  clear: 'Clear the selection',
  then: 'then',
} as const;

export const paletteStrings = {
  title: 'Command palette',
  open: 'Search or run a command',
  placeholder: 'Go to a screen, find a job, run a command',
  none: 'Nothing matches',
  noneHint: 'Try a business name, an e-mail address or the end of a job id.',
  results: 'Matches',
  groups: { go: 'Go to', jobs: 'Jobs', do: 'Commands', customers: 'Customers', directories: 'Directories' },
  theme: { system: 'Follow the system’s appearance', light: 'Light appearance', dark: 'Dark appearance' },
  shortcuts: 'Show keyboard shortcuts',
  time: { relative: 'Show times as time passed', absolute: 'Show times as date and hour' },
  zone: { own: 'Show hours of this device’s time zone', utc: 'Show hours in UTC' },
  signOut: 'Sign out',
} as const;

export const noticeStrings = {
  label: 'Notices',
  dismiss: 'Dismiss',
  undo: 'Undo',
  rolledBack: 'Nothing was changed.',
} as const;

export const signInAgainStrings = {
  title: 'Sign in',
  lead: 'What you were doing is kept.',
  otherAccount: 'Use another account',
} as const;

export const newRowsStrings = {
  show: (count: number) => (count === 1 ? '1 new row' : `${count.toLocaleString('en')} new rows`),
  hint: 'Show at the top',
} as const;
