import { activityView } from './activityView';
import { jobView } from './jobView';
import { jobsView } from './jobsView';
import { overviewView } from './overviewView';
import { ofItsJob, refreshOn } from './refreshOn';
import type { View } from './view';

/** How each kind of snapshot follows the feed. The first word of a query's key names its view; other queries do not follow. */
export const views = {
  overview: overviewView,
  jobs: jobsView,
  job: jobView,
  activity: activityView,
  stats: refreshOn(['job_results', 'jobs']),
  visits: refreshOn(['job_results']),
  attempts: refreshOn(['job_results', 'queue_history'], ofItsJob),
  failures: refreshOn(['job_results']),
  inbox: refreshOn(['action_items']),
  action: refreshOn(['action_items'], (change, key) => change.record['id'] === key[1]),
  directories: refreshOn(['directories', 'job_results']),
  directory: refreshOn(['directories', 'job_results'], ({ record }, key) => {
    return (record['directory_name'] ?? record['name']) === key[1];
  }),
  learning: refreshOn(['directories', 'job_results', 'audit_log', 'alerts']),
  customers: refreshOn(['customers', 'jobs']),
  customer: refreshOn(['customers', 'jobs'], ({ record }, key) => (record['customer_id'] ?? record['id']) === key[1]),
  workers: refreshOn(['worker_heartbeats', 'worker_drains']),
  health: refreshOn(['worker_heartbeats', 'alerts']),
  queue: refreshOn(['jobs', 'queue_history', 'audit_log']),
  deadLetters: refreshOn(['queue_history', 'audit_log'], ({ table, record }) => {
    return table === 'audit_log' || record['event'] === 'dlq';
  }),
  pauses: refreshOn(['pauses', 'directories']),
  audit: refreshOn(['audit_log']),
  bulk: refreshOn(['bulk_operations'], ({ record }, key) => record['id'] === key[1]),
} as unknown as Record<string, View<unknown>>;
