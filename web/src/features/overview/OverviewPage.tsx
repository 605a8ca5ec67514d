import { Link } from '@tanstack/react-router';
import { CircleCheckBig, History, Rocket } from 'lucide-react';
import type { ReactNode } from 'react';
import { Card, CountPill } from '@/components/Card';
import { Command, EmptyState, ErrorState, SkeletonRows, StaleNotice } from '@/components/States';
import { useActivity, useJobs, useOverview } from '@/data/queries';
import type { JobsState } from '@/data/types';
import { EventItem } from '@/features/activity/EventItem';
import { JobRow } from '@/features/jobs/JobRow';
import { Page } from '@/features/shell/Page';
import { LazyTrends } from '@/features/trends/LazyTrends';
import { strings } from '@/strings';
import { jobStrings } from '@/strings/job';
import { NeedsActionCard } from './NeedsActionCard';
import { PauseNotice } from './PauseNotice';
import { SloCard } from './SloCard';
import { ThroughputCard } from './ThroughputCard';
import { Tiles } from './Tiles';

const words = strings.overview;
const linkClass = 'rounded text-xs font-medium text-ink-2 hover:text-ink hover:underline';
const completedShown = 8;
const eventsShown = 40;

interface JobsCardProps {
  title: string;
  state: JobsState;
  total: number | undefined;
  /** How many rows at most. */
  shown: number;
  empty: ReactNode;
}

function JobsCard({ title, state, total, shown, empty }: JobsCardProps) {
  const jobs = useJobs({ state });
  const rows = jobs.data?.pages.flatMap((page) => page.jobs).slice(0, shown) ?? [];

  let body: ReactNode;
  if (jobs.isPending) body = <SkeletonRows rows={3} className="h-18" />;
  else if (!jobs.data) body = <ErrorState error={jobs.error} retry={() => void jobs.refetch()} />;
  else if (rows.length === 0) body = empty;
  else {
    body = (
      <ul aria-label={title}>
        {rows.map((job) => (
          <li key={job.id}>
            <JobRow job={job} />
          </li>
        ))}
      </ul>
    );
  }
  return (
    <Card
      title={title}
      badge={total ? <CountPill value={total} /> : undefined}
      action={
        <Link to="/jobs" search={state === 'active' ? {} : { state }} className={linkClass}>
          {words.viewAll}
        </Link>
      }
    >
      {body}
    </Card>
  );
}

function FeedCard() {
  const activity = useActivity();
  const events = activity.data?.pages.flatMap((page) => page.events).slice(0, eventsShown) ?? [];
  return (
    <Card
      title={words.feed}
      className="flex flex-col xl:max-h-180"
      action={
        <Link to="/activity" className={linkClass}>
          {words.viewAll}
        </Link>
      }
    >
      {activity.isPending && <SkeletonRows rows={6} className="h-12" />}
      {activity.isError && !activity.data && (
        <ErrorState error={activity.error} retry={() => void activity.refetch()} />
      )}
      {activity.data && events.length === 0 && (
        <EmptyState icon={History} title={jobStrings.activity.none}>
          {jobStrings.activity.noneHint}
        </EmptyState>
      )}
      {events.length > 0 && (
        <ol tabIndex={0} aria-label={words.feed} className="max-h-130 overflow-y-auto py-1.5 xl:max-h-none">
          {events.map((event) => (
            <EventItem key={event.id} event={event} withJob />
          ))}
        </ol>
      )}
    </Card>
  );
}

/** The first screen: what runs, what is stuck, what was done. */
export function OverviewPage() {
  const overview = useOverview();
  const counts = overview.data?.jobs;
  return (
    <Page title={words.title}>
      {overview.isError && <StaleNotice error={overview.error} retry={() => void overview.refetch()} />}
      {overview.data && <PauseNotice pauses={overview.data.pauses} />}
      <Tiles overview={overview.data} />
      <div className="mt-4 grid items-start gap-4 lg:mt-5 xl:grid-cols-[minmax(0,1fr)_20rem] xl:gap-5">
        <div className="flex min-w-0 flex-col gap-4 xl:gap-5">
          <ThroughputCard />
          <JobsCard
            title={words.activeJobs}
            state="active"
            total={counts && counts.pending + counts.queued + counts.in_progress}
            shown={50}
            empty={
              <EmptyState icon={Rocket} title={words.noActive} action={<Command>{words.createCommand}</Command>}>
                {words.noActiveHint}
              </EmptyState>
            }
          />
          <JobsCard
            title={words.completed}
            state="completed"
            total={counts && counts.completed + counts.failed + counts.cancelled}
            shown={completedShown}
            empty={
              <EmptyState icon={CircleCheckBig} title={words.noCompleted}>
                {words.noCompletedHint}
              </EmptyState>
            }
          />
          {overview.data && overview.data.slo.length > 0 && <SloCard slo={overview.data.slo} />}
          <LazyTrends />
        </div>
        <div className="flex min-w-0 flex-col gap-4 xl:gap-5">
          {overview.data?.needs_action && <NeedsActionCard counts={overview.data.needs_action} />}
          <FeedCard />
        </div>
      </div>
    </Page>
  );
}
