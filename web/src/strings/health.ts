/** The words of the health card. */
export const healthStrings = {
  title: 'Health',
  status: { healthy: 'Healthy', degraded: 'Degraded', unhealthy: 'Unhealthy' } as Record<string, string>,
  alerts: 'Alerts, open ones first',
  noAlerts: 'No alert is open, and none was in the last day.',
  resolved: 'Resolved',
  severities: { warning: 'Warning', critical: 'Critical' } as Record<string, string>,
  roles: 'Roles of all processes',
  states: { running: 'Running', silent: 'Silent', stopped: 'Stopped' } as Record<string, string>,
  columns: { role: 'Role', state: 'State', process: 'Process', version: 'Version', started: 'Started', seen: 'Seen' },
  checks: 'Checks of this gateway',
} as const;
