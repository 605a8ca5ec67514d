import { Link } from '@tanstack/react-router';
import { clsx } from 'clsx';
import { CircleAlert, Pause } from 'lucide-react';
import { Badge, JobStatusBadge } from '@/components/Badge';
import { Outcomes, Progress } from '@/components/Progress';
import { Elapsed, TimeAgo } from '@/components/Time';
import type { Job } from '@/data/types';
import { shortId } from '@/lib/format';
import { strings } from '@/strings';
import { jobsStrings } from '@/strings/jobs';

const words = strings.jobs;

function Flags({ job }: { job: Job }) {
  return (
    <>
      {job.paused && (
        <Badge tone="idle">
          <Pause aria-hidden className="size-3" />
          {words.paused}
        </Badge>
      )}
      {job.missing.length > 0 && (
        <Badge tone="warn">
          <CircleAlert aria-hidden className="size-3" />
          {words.missing}
        </Badge>
      )}
    </>
  );
}

function JobTimes({ job }: { job: Job }) {
  if (job.status === 'in_progress') return <Elapsed since={job.started_at} until={null} />;
  return <TimeAgo time={job.completed_at ?? job.created_at} />;
}

interface JobRowProps {
  job: Job;
  /** Where rows can be selected: whether this one is, and what its box does. */
  selection?: { isSelected: boolean; toggle: (job: Job) => void };
}

/** One job of a list; the whole row leads to its page. The class `job-row` (styles.css) places the parts by width. */
export function JobRow({ job, selection }: JobRowProps) {
  const name = job.business_name || words.unnamed;
  const dirs = words.dirs(job.directories_done, job.directories_total);
  return (
    <div
      className={clsx(
        '@container relative flex border-b transition-colors hover:bg-hover has-[a:focus-visible]:bg-hover',
        selection?.isSelected && 'bg-run-soft/60',
      )}
    >
      {selection && (
        <label className="relative z-1 flex w-10 shrink-0 cursor-pointer items-start justify-end pt-4 pr-0.5">
          <input
            type="checkbox"
            aria-label={jobsStrings.select(name)}
            checked={selection.isSelected}
            onChange={() => selection.toggle(job)}
            className="size-4 accent-run-solid"
          />
        </label>
      )}
      <div className={clsx('job-row min-w-0 flex-1 py-3 pr-4', selection ? 'pl-2.5' : 'pl-4')}>
        <div className="min-w-0 [grid-area:name]">
          <Link
            to="/jobs/$jobId"
            params={{ jobId: job.id }}
            dir="auto"
            data-row-link
            className="line-clamp-2 font-medium before:absolute before:inset-0 @xl:line-clamp-1"
          >
            {name}
          </Link>
          <p className="mt-0.5 flex min-w-0 flex-wrap items-center gap-x-2 gap-y-1 text-xs text-ink-3">
            <span>{job.package_title}</span>
            <span className="font-mono text-2xs">{shortId(job.id)}</span>
            <Flags job={job} />
          </p>
        </div>
        <div className="justify-self-end [grid-area:status] @3xl:justify-self-start">
          <JobStatusBadge status={job.status} />
        </div>
        <div className="flex items-center gap-3 [grid-area:progress]">
          <Progress
            label={`${name}: ${dirs}`}
            done={job.directories_done}
            total={job.directories_total}
            counts={job.counts}
            running={job.status === 'in_progress'}
          />
          <span className="min-w-16 shrink-0 text-right text-xs font-medium text-ink-2 tabular-nums">{dirs}</span>
        </div>
        <div className="min-h-4.5 [grid-area:outcome]">
          <Outcomes counts={job.counts} />
        </div>
        <div className="relative justify-self-end text-xs text-ink-3 [grid-area:time]">
          <JobTimes job={job} />
        </div>
      </div>
    </div>
  );
}
