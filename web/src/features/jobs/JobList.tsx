import { useNavigate } from '@tanstack/react-router';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { clsx } from 'clsx';
import { useCallback, useLayoutEffect, useRef, useState } from 'react';
import { LoadMore } from '@/components/LoadMore';
import { NewRows } from '@/components/NewRows';
import type { Job } from '@/data/types';
import { useHeldRows } from '@/lib/useHeldRows';
import { useRowKeys } from '@/lib/useRowKeys';
import { strings } from '@/strings';
import { jobsStrings } from '@/strings/jobs';
import { JobRow } from './JobRow';
import type { Selection } from './useSelection';

const words = strings.jobs;
/** Before a row has been measured; two lines of text and their padding. */
const guessedRowPx = 65;
const rowsBeyondView = 12;
/** Fewer rows cost less than measuring them. */
const virtualFrom = 60;
const keyOf = (job: Job): string => job.id;

interface JobListProps {
  jobs: Job[];
  selection: Selection | null;
  isDimmed: boolean;
  hasMore: boolean;
  isLoadingMore: boolean;
  onMore: () => void;
  onRetry: (jobIds: string[]) => void;
}

function Heading({ jobs, selection }: Pick<JobListProps, 'jobs' | 'selection'>) {
  const { business, status, progress, outcome, created } = words.columns;
  const box = useRef<HTMLInputElement>(null);
  const chosen = jobs.filter((job) => selection?.isAll || selection?.ids.has(job.id)).length;
  useLayoutEffect(() => {
    if (box.current) box.current.indeterminate = chosen > 0 && chosen < jobs.length;
  });
  return (
    <div className="@container flex border-b bg-canvas/60">
      {selection && (
        <label className="flex w-10 shrink-0 cursor-pointer items-center justify-end pr-0.5">
          <input
            ref={box}
            type="checkbox"
            aria-label={jobsStrings.selectShown}
            checked={jobs.length > 0 && chosen === jobs.length}
            onChange={() => selection.toggleAll(jobs.map(keyOf))}
            className="my-2 size-4 accent-run-solid"
          />
        </label>
      )}
      <div
        aria-hidden
        className={clsx(
          'job-row hidden! min-w-0 flex-1 py-2 pr-4 text-xs font-medium text-ink-3 @3xl:grid!',
          selection ? 'pl-2.5' : 'pl-4',
        )}
      >
        <span className="[grid-area:name]">{business}</span>
        <span className="[grid-area:status]">{status}</span>
        <span className="[grid-area:progress]">{progress}</span>
        <span className="[grid-area:outcome]">{outcome}</span>
        <span className="justify-self-end [grid-area:time]">{created}</span>
      </div>
    </div>
  );
}

/** The rows; only those near the view are in the document, however many are loaded. */
export function JobList(props: JobListProps) {
  const { jobs, selection, isDimmed, hasMore, isLoadingMore, onMore, onRetry } = props;
  const navigate = useNavigate();
  const list = useRef<HTMLUListElement>(null);
  const [top, setTop] = useState(0);
  const { shown, waiting, release } = useHeldRows(jobs, keyOf);

  useLayoutEffect(() => {
    if (list.current) setTop(list.current.getBoundingClientRect().top + window.scrollY);
  }, []);
  const isVirtual = shown.length >= virtualFrom;
  const virtual = useWindowVirtualizer({
    count: isVirtual ? shown.length : 0,
    estimateSize: () => guessedRowPx,
    overscan: rowsBeyondView,
    scrollMargin: top,
    getItemKey: (index) => shown[index]?.id ?? index,
  });
  const reveal = useCallback(
    (index: number) => {
      if (isVirtual) virtual.scrollToIndex(index);
    },
    [isVirtual, virtual],
  );
  const idAt = (index: number): string | undefined => shown[index]?.id;
  useRowKeys({
    count: shown.length,
    container: list,
    reveal,
    keys: {
      x: (index) => {
        const id = idAt(index);
        if (id) selection?.toggle(id);
      },
      r: (index) => {
        const focused = idAt(index);
        const ids = selection && selection.ids.size > 0 ? [...selection.ids] : focused ? [focused] : [];
        if (selection && ids.length > 0) onRetry(ids);
      },
      Enter: (index) => {
        const jobId = idAt(index);
        if (jobId) void navigate({ to: '/jobs/$jobId', params: { jobId } });
      },
      Escape: () => selection?.clear(),
    },
  });

  const items = isVirtual
    ? virtual.getVirtualItems().map(({ index, start }) => ({ index, start: start - top }))
    : shown.map((_, index) => ({ index, start: null }));
  return (
    <div className={clsx('transition-opacity', isDimmed && 'opacity-60')}>
      <NewRows waiting={waiting} onShow={release} />
      <Heading jobs={shown} selection={selection} />
      <ul
        ref={list}
        aria-label={words.caption}
        className="relative"
        style={isVirtual ? { height: virtual.getTotalSize() } : undefined}
      >
        {items.map(({ index, start }) => {
          const job = shown[index];
          if (!job) return null;
          return (
            <li
              key={job.id}
              data-index={index}
              ref={isVirtual ? virtual.measureElement : undefined}
              aria-setsize={isVirtual ? shown.length : undefined}
              aria-posinset={isVirtual ? index + 1 : undefined}
              className={start === null ? undefined : 'absolute inset-x-0 top-0'}
              style={start === null ? undefined : { transform: `translateY(${start}px)` }}
            >
              <JobRow
                job={job}
                {...(selection && {
                  selection: {
                    isSelected: selection.isAll || selection.ids.has(job.id),
                    toggle: ({ id }) => selection.toggle(id),
                  },
                })}
              />
            </li>
          );
        })}
      </ul>
      <LoadMore hasMore={hasMore} isLoading={isLoadingMore} onMore={onMore} end={words.end} label={words.more} />
    </div>
  );
}
