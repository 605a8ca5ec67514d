import { clsx } from 'clsx';
import { ChevronRight } from 'lucide-react';
import { useId, useState } from 'react';
import { SubmissionStatusBadge, VerdictBadge } from '@/components/Badge';
import { ExternalLink } from '@/components/ExternalLink';
import { TimeAgo } from '@/components/Time';
import type { Result } from '@/data/types';
import { safeHttpUrl } from '@/lib/url';
import { laneNames, strings } from '@/strings';
import { jobStrings } from '@/strings/job';
import { ResultDetail } from './ResultDetail';

const words = jobStrings.results;
const columns = 5;

export function formatConfidence(confidence: number): string {
  return `${Math.round(Math.min(1, Math.max(0, confidence)) * 100)} %`;
}

function Verdict({ result }: { result: Result }) {
  if (!result.verdict) return <span className="hidden text-ink-3 @xl:inline">{strings.none}</span>;
  return (
    <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
      <VerdictBadge verdict={result.verdict} />
      {result.confidence !== null && (
        <span className="text-xs text-ink-3 tabular-nums">{formatConfidence(result.confidence)}</span>
      )}
    </span>
  );
}

function Tries({ result }: { result: Result }) {
  if (result.attempts === 0) return <span className="hidden text-ink-3 @xl:inline">{strings.none}</span>;
  return (
    <span className="text-xs text-ink-2 tabular-nums">
      {result.attempts}
      {result.lane && <span className="text-ink-3"> · {laneNames[result.lane] ?? result.lane}</span>}
    </span>
  );
}

function Listing({ result }: { result: Result }) {
  if (!safeHttpUrl(result.listing_url)) return null;
  return (
    <p className="flex min-h-6 items-center pl-6 text-xs *:min-h-6 *:items-center">
      <ExternalLink url={result.listing_url} label={words.openListingOf(result.directory_title)}>
        {words.openListing}
      </ExternalLink>
    </p>
  );
}

interface ResultRowProps {
  result: Result;
  /** The open item of the inbox that waits for a person; null where none does. */
  actionId: string | null;
}

export function ResultRow({ result, actionId }: ResultRowProps) {
  const [isOpen, setOpen] = useState(false);
  const detailId = useId();
  const name = result.directory_title;
  return (
    <div role="rowgroup" className="@container border-b last:border-b-0">
      <div
        role="row"
        className={clsx(
          'result-row relative min-h-13 px-4 py-2 transition-colors hover:bg-hover',
          isOpen && 'bg-hover',
        )}
      >
        <div role="cell" className="min-w-0">
          <button
            type="button"
            aria-expanded={isOpen}
            aria-controls={detailId}
            aria-label={isOpen ? words.hide(name) : words.show(name)}
            onClick={() => setOpen(!isOpen)}
            className="flex min-h-6 w-full items-center gap-2 rounded text-left before:absolute before:inset-0"
          >
            <ChevronRight
              aria-hidden
              className={clsx('size-4 shrink-0 text-ink-3 transition-transform', isOpen && 'rotate-90')}
            />
            <span dir="auto" className="line-clamp-2 min-w-0 font-medium">
              {name}
            </span>
          </button>
          <Listing result={result} />
        </div>
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5 pl-6 @xl:contents">
          <div role="cell">
            <SubmissionStatusBadge status={result.status} />
          </div>
          <div role="cell">
            <Verdict result={result} />
          </div>
          <div role="cell">
            <Tries result={result} />
          </div>
          <div role="cell" className="relative ml-auto text-xs text-ink-3">
            <TimeAgo time={result.updated_at} />
          </div>
        </div>
        {result.error_message && !isOpen && (
          <p
            role="cell"
            aria-colspan={columns}
            dir="auto"
            className={clsx(
              'col-span-full -mt-1.5 truncate pl-6 text-xs first-letter:uppercase',
              result.status === 'failed' ? 'text-bad' : 'text-warn',
            )}
          >
            {result.error_message}
          </p>
        )}
      </div>
      <div id={detailId} role="row" hidden={!isOpen}>
        <div role="cell" aria-colspan={columns}>
          {isOpen && <ResultDetail result={result} actionId={actionId} />}
        </div>
      </div>
    </div>
  );
}
