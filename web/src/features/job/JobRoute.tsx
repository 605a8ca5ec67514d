import { useParams } from '@tanstack/react-router';
import { JobPage } from './JobPage';

/** The job page at its address; another job is another page, with nothing left open from the last one. */
export function JobRoute() {
  const { jobId } = useParams({ from: '/shell/jobs/$jobId' });
  return <JobPage key={jobId} jobId={jobId} />;
}
