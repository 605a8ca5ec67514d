import { Link } from '@tanstack/react-router';
import { CircleAlert, Pause } from 'lucide-react';
import { Badge, JobStatusBadge } from '@/components/Badge';
import { Outcomes, Progress } from '@/components/Progress';
import { Elapsed, TimeAgo } from '@/components/Time';
import type { Job } from '@/data/types';
import { shortId } from '@/lib/format';
import { strings } from '@/strings';

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

/** One job of a list; the whole row leads to its page. The class `job-row` (styles.css) places the parts by width. */
export function JobRow({ job }: { job: Job }) {
  const name = job.business_name || words.unnamed;
  const dirs = words.dirs(job.directories_done, job.directories_total);
  return (
    <li className="@container relative border-b transition-colors last:border-b-0 hover:bg-hover has-[a:focus-visible]:bg-hover">
      <div className="job-row px-4 py-3">
        <div className="min-w-0 [grid-area:name]">
          <Link
            to="/jobs/$jobId"
            params={{ jobId: job.id }}
            dir="auto"
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
    </li>
  );
}
