import { CircleAlert, CirclePause, Pause, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { Badge, JobStatusBadge } from '@/components/Badge';
import { CopyButton } from '@/components/CopyButton';
import { Outcomes, Progress } from '@/components/Progress';
import { Elapsed, TimeAgo } from '@/components/Time';
import type { Job, JobDetail } from '@/data/types';
import { useNow } from '@/lib/clock';
import { formatDuration, parseTime, shortId } from '@/lib/format';
import { strings } from '@/strings';
import { jobStrings } from '@/strings/job';
import { jobPageStrings } from '@/strings/jobPage';
import { JobMenu } from './JobMenu';

/** What is left, if the rest goes at the pace so far; null while that says nothing. */
export function timeLeftMs(job: Job, now: number): number | null {
  const start = parseTime(job.started_at);
  const left = job.directories_total - job.directories_done;
  if (job.status !== 'in_progress' || job.paused || start === null || job.directories_done === 0 || left <= 0)
    return null;
  return ((now - start) / job.directories_done) * left;
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-xs text-ink-3">{label}</dt>
      <dd className="flex min-h-6 items-center gap-1 text-sm font-medium">{children}</dd>
    </div>
  );
}

function TimeLeft({ detail: { job, eta } }: { detail: JobDetail }) {
  const now = useNow(5);
  const finish = eta?.state === 'known' ? parseTime(eta.finish_at) : null;
  // What the server measured is better than the pace so far, which a slow beginning spoils.
  const left = finish !== null && job.status === 'in_progress' ? Math.max(0, finish - now) : timeLeftMs(job, now);
  if (left === null) return null;
  return <Fact label={jobStrings.eta}>{formatDuration(left)}</Fact>;
}

function Facts({ detail }: { detail: JobDetail }) {
  const { job } = detail;
  return (
    <dl className="grid grid-cols-2 gap-x-6 gap-y-3 border-t px-4 py-3.5 sm:flex sm:flex-wrap sm:gap-x-10 lg:px-5">
      <Fact label={jobStrings.package}>{job.package_title}</Fact>
      <Fact label={jobStrings.created}>
        <TimeAgo time={job.created_at} />
      </Fact>
      <Fact label={job.completed_at ? jobStrings.took : jobStrings.elapsed}>
        {job.started_at ? <Elapsed since={job.started_at} until={job.completed_at} /> : jobStrings.notStarted}
      </Fact>
      <TimeLeft detail={detail} />
      <Fact label={jobStrings.id}>
        <span className="font-mono text-xs">{shortId(job.id)}</span>
        <CopyButton text={job.id} label={jobStrings.copyId} />
      </Fact>
      {job.email && (
        <Fact label={jobStrings.customer}>
          <span dir="auto" className="truncate">
            {job.email}
          </span>
        </Fact>
      )}
    </dl>
  );
}

function MissingBanner({ missing }: { missing: string[] }) {
  return (
    <div role="note" className="flex gap-3 border-b bg-warn-soft px-4 py-3 text-warn lg:px-5">
      <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
      <div className="text-sm">
        <p className="font-semibold">{jobStrings.missingTitle}</p>
        <p>
          {jobStrings.missing} <span className="font-medium">{missing.map(jobStrings.field).join(', ')}</span>
        </p>
      </div>
    </div>
  );
}

function ErrorBanner({ message }: { message: string }) {
  return (
    <div className="flex gap-3 border-b bg-bad-soft px-4 py-3 text-bad lg:px-5">
      <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
      <div className="min-w-0 text-sm">
        <p className="font-semibold">{jobStrings.errorTitle}</p>
        <p dir="auto" className="line-clamp-6 whitespace-pre-wrap">
          {message}
        </p>
      </div>
    </div>
  );
}

function PauseBanner({ pauses }: { pauses: string[] }) {
  return (
    <div role="status" className="flex gap-3 border-b bg-warn-soft px-4 py-2.5 text-sm text-warn lg:px-5">
      <CirclePause aria-hidden className="mt-0.5 size-4 shrink-0" />
      <p>
        <span className="font-semibold">{jobPageStrings.pausedTitle}. </span>
        {pauses.map((each) => jobPageStrings.pauses[each] ?? each).join(' ')}
      </p>
    </div>
  );
}

/** Where the job stands, at one glance. */
export function JobHeader({ detail }: { detail: JobDetail }) {
  const { job, pauses } = detail;
  return (
    <section aria-label={jobStrings.progress} className="overflow-hidden rounded-xl border bg-surface shadow-card">
      {job.missing.length > 0 && <MissingBanner missing={job.missing} />}
      {job.missing.length === 0 && job.error_message && <ErrorBanner message={job.error_message} />}
      {job.status === 'in_progress' && pauses.length > 0 && <PauseBanner pauses={pauses} />}
      <div className="px-4 pt-4 pb-4 lg:px-5">
        <div className="mb-3 flex flex-wrap items-center gap-x-3 gap-y-2">
          <span className="text-2xl leading-8 font-semibold tracking-tight tabular-nums">{job.progress}%</span>
          <span className="text-sm text-ink-2">{jobStrings.done(job.directories_done, job.directories_total)}</span>
          <span className="ml-auto flex flex-wrap gap-1.5">
            {job.paused && (
              <Badge tone="idle">
                <Pause aria-hidden className="size-3" />
                {strings.jobs.paused}
              </Badge>
            )}
            <JobStatusBadge status={job.status} />
          </span>
          <JobMenu job={job} />
        </div>
        <Progress
          size="lg"
          label={jobStrings.progress}
          done={job.directories_done}
          total={job.directories_total}
          counts={job.counts}
          running={job.status === 'in_progress'}
        />
        {Object.values(job.counts).some((count) => count > 0) && (
          <div className="mt-3">
            <Outcomes counts={job.counts} names />
          </div>
        )}
      </div>
      <Facts detail={detail} />
    </section>
  );
}
