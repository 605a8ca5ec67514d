import { clsx } from 'clsx';
import { Download } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { Button } from '@/components/Button';
import { Chips } from '@/components/Chips';
import { Checkbox } from '@/components/Field';
import type { Tone } from '@/components/Badge';
import type { HistoryEvent } from '@/data/types';
import { eventNote, eventTitle, eventTone } from '@/features/activity/describe';
import { formatTimeOfDay, parseTime } from '@/lib/format';
import { jobPageStrings } from '@/strings/jobPage';
import { newestFirst } from './Timeline';

const words = jobPageStrings.log;
type Level = keyof typeof words.levels;
const levelOf: Record<Tone, Level> = { idle: 'info', run: 'info', good: 'info', warn: 'warning', bad: 'error' };
const colourOf: Record<string, string> = { info: 'text-ink-2', warning: 'text-warn', error: 'text-bad' };
/** More lines at once make the page slow; the download has all. */
const mostLines = 2_000;

function lineOf(event: HistoryEvent): string {
  const parts = [
    event.created_at,
    levelOf[eventTone(event)],
    event.event,
    event.directory_name ?? '-',
    JSON.stringify(event.details),
  ];
  return parts.join('\t').replaceAll('\n', ' ');
}

/** Hands the lines to the browser as a file, without asking the server again. */
function download(events: readonly HistoryEvent[], name: string): void {
  const url = URL.createObjectURL(new Blob([`${events.map(lineOf).join('\n')}\n`], { type: 'text/plain' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}

/** What happened to the job, line by line and live. */
export function LogStream({ history, jobId }: { history: HistoryEvent[]; jobId: string }) {
  const [level, setLevel] = useState<Level>('all');
  const [isFollowing, setFollowing] = useState(true);
  const list = useRef<HTMLOListElement>(null);
  const events = useMemo(() => newestFirst(history).reverse(), [history]);
  const shown = events.filter((event) => level === 'all' || levelOf[eventTone(event)] === level).slice(-mostLines);

  useEffect(() => {
    if (isFollowing && list.current) list.current.scrollTop = list.current.scrollHeight;
  }, [isFollowing, shown.length]);

  return (
    <div>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2 border-b px-3 py-2">
        <Chips
          label={words.level}
          value={level}
          onChange={setLevel}
          options={Object.entries(words.levels) as [Level, string][]}
        />
        <span className="text-xs text-ink-3 tabular-nums">{words.lines(shown.length)}</span>
        <span className="ml-auto flex items-center gap-3">
          <Checkbox
            label={words.follow}
            checked={isFollowing}
            onChange={(event) => setFollowing(event.target.checked)}
          />
          <Button onClick={() => download(events, `job-${jobId}.log`)}>
            <Download aria-hidden className="size-3.5" />
            {words.download}
          </Button>
        </span>
      </div>
      {shown.length === 0 ? (
        <p className="px-4 py-8 text-center text-sm text-ink-2">{words.none}</p>
      ) : (
        <ol
          ref={list}
          tabIndex={0}
          aria-label={words.caption}
          // Who scrolls up reads: the end must not pull them away.
          onWheel={(event) => event.deltaY < 0 && setFollowing(false)}
          className="h-120 overflow-y-auto py-2 font-mono text-xs leading-5"
        >
          {shown.map((event) => {
            const at = parseTime(event.created_at);
            return (
              <li key={event.id} className="flex flex-wrap gap-x-3 px-4 hover:bg-hover">
                <time className="shrink-0 text-ink-3 tabular-nums">{at === null ? '' : formatTimeOfDay(at)}</time>
                <span className={clsx('w-14 shrink-0', colourOf[levelOf[eventTone(event)]])}>
                  {levelOf[eventTone(event)]}
                </span>
                <span className="min-w-0 flex-1">
                  <span className="font-medium text-ink">{eventTitle(event)}</span>{' '}
                  <span dir="auto" className="text-ink-2">
                    {[event.directory_name, eventNote(event)].filter(Boolean).join(' · ')}
                  </span>
                </span>
              </li>
            );
          })}
        </ol>
      )}
    </div>
  );
}
