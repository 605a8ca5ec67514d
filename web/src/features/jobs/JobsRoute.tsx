import { useSearch } from '@tanstack/react-router';
import { JobsPage } from './JobsPage';

export function JobsRoute() {
  return <JobsPage search={useSearch({ from: '/shell/jobs' })} />;
}
