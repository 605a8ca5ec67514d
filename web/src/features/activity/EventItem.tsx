import { Link } from '@tanstack/react-router';
import { clsx } from 'clsx';
import { solidOf } from '@/components/Badge';
import { TimeAgo } from '@/components/Time';
import type { HistoryEvent } from '@/data/types';
import { shortId } from '@/lib/format';
import { eventNote, eventTitle, eventTone } from './describe';

interface EventItemProps {
  event: HistoryEvent;
  /** False on a job's own page, where every event is about that job. */
  withJob: boolean;
}

/** One line of a feed or timeline: dot, what, where, why, when. */
export function EventItem({ event, withJob }: EventItemProps) {
  const tone = eventTone(event);
  const note = eventNote(event);
  const job = withJob ? event.job_id : null;
  return (
    <li className="group relative flex gap-3 px-4 py-2">
      <span
        aria-hidden
        className="absolute top-0 bottom-0 left-[1.3125rem] w-px bg-line group-first:top-4 group-last:bottom-auto group-last:h-5 group-only:hidden"
      />
      <span
        aria-hidden
        className={clsx('relative mt-[0.4375rem] size-2 shrink-0 rounded-full ring-4 ring-surface', solidOf[tone])}
      />
      <div className="min-w-0 flex-1 text-sm">
        <p className="flex items-baseline gap-3">
          <span className="min-w-0 flex-1">
            <span className="font-medium">{eventTitle(event)}</span>
            {event.directory_name && (
              <span dir="auto" className="text-ink-2">
                {' '}
                {event.directory_name}
              </span>
            )}
          </span>
          <span className="shrink-0 text-xs text-ink-3">
            <TimeAgo time={event.created_at} />
          </span>
        </p>
        {(note || job) && (
          <p className="text-xs text-ink-3">
            {job && (
              <Link
                to="/jobs/$jobId"
                params={{ jobId: job }}
                dir="auto"
                className="rounded hover:text-ink hover:underline"
              >
                {event.business_name || shortId(job)}
              </Link>
            )}
            {job && note && ' · '}
            {note && (
              <span dir="auto" className="text-ink-2">
                {note}
              </span>
            )}
          </p>
        )}
      </div>
    </li>
  );
}
