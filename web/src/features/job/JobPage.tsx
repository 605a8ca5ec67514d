import { Link } from '@tanstack/react-router';
import { SearchX } from 'lucide-react';
import { buttonClass } from '@/components/Button';
import { EmptyState, ErrorState, SkeletonRows, StaleNotice } from '@/components/States';
import { isApiError } from '@/data/http';
import { useJob } from '@/data/queries';
import type { JobDetail } from '@/data/types';
import { RevealButton } from '@/features/customers/RevealButton';
import { Page } from '@/features/shell/Page';
import { strings } from '@/strings';
import { jobStrings } from '@/strings/job';
import { JobHeader } from './JobHeader';
import { ProfileCard } from './ProfileCard';
import { Timeline } from './Timeline';
import { Work } from './Work';

function NoSuchJob() {
  return (
    <EmptyState
      icon={SearchX}
      title={jobStrings.notFoundTitle}
      action={
        <Link to="/jobs" search={{ state: 'all' }} className={buttonClass('primary')}>
          {jobStrings.toJobs}
        </Link>
      }
    >
      {jobStrings.notFound}
    </EmptyState>
  );
}

function Content({ detail }: { detail: JobDetail }) {
  const { job, profile, history } = detail;
  return (
    <>
      <JobHeader detail={detail} />
      <div className="mt-4 grid items-start gap-4 lg:mt-5 xl:grid-cols-[minmax(0,1fr)_20rem] xl:gap-5">
        <Work detail={detail} />
        <div className="grid min-w-0 items-start gap-4 md:grid-cols-2 xl:grid-cols-1 xl:gap-5">
          <Timeline history={history} />
          <ProfileCard
            profile={profile}
            missing={job.missing}
            action={detail.isMasked && <RevealButton customerId={job.customer_id} />}
          />
        </div>
      </div>
    </>
  );
}

export function JobPage({ jobId }: { jobId: string }) {
  const detail = useJob(jobId);
  const isGone = isApiError(detail.error, 404) || isApiError(detail.error, 400);
  const name = detail.data ? detail.data.job.business_name || strings.jobs.unnamed : jobStrings.title;
  return (
    <Page title={name} parent={{ to: '/jobs', label: jobStrings.back }}>
      {isGone ? (
        <NoSuchJob />
      ) : detail.data ? (
        <>
          {detail.isError && <StaleNotice error={detail.error} retry={() => void detail.refetch()} />}
          <Content detail={detail.data} />
        </>
      ) : detail.isError ? (
        <ErrorState error={detail.error} retry={() => void detail.refetch()} />
      ) : (
        <div className="overflow-hidden rounded-xl border bg-surface">
          <SkeletonRows rows={10} />
        </div>
      )}
    </Page>
  );
}
