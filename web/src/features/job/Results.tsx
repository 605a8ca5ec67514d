import { FolderSearch } from 'lucide-react';
import { useState } from 'react';
import { Card, CountPill } from '@/components/Card';
import { Chips } from '@/components/Chips';
import { EmptyState } from '@/components/States';
import { tally } from '@/data/live/merge';
import { submissionStatuses } from '@/data/types';
import type { JobDetail, Result, SubmissionStatus } from '@/data/types';
import { submissionStatusNames } from '@/strings';
import { jobStrings } from '@/strings/job';
import { ResultRow } from './ResultRow';

const words = jobStrings.results;

/** What needs eyes first. */
const attention: Record<SubmissionStatus, number> = {
  action_required: 0,
  failed: 1,
  submitting: 2,
  submitted: 3,
  skipped: 4,
  pending: 5,
};

/** Stable while a job runs: rows only move when their state does. */
export function inOrder(results: readonly Result[]): Result[] {
  return [...results].sort(
    (a, b) => attention[a.status] - attention[b.status] || a.directory_title.localeCompare(b.directory_title),
  );
}

function Heading() {
  const { directory, status, verdict, attempts, updated } = words.columns;
  return (
    <div role="rowgroup" className="@container border-b bg-canvas/60">
      <div role="row" className="result-row px-4 py-2 text-xs font-medium text-ink-3 @max-xl:sr-only">
        {[directory, status, verdict, attempts, updated].map((name) => (
          <span key={name} role="columnheader" className="last:text-right">
            {name}
          </span>
        ))}
      </div>
    </div>
  );
}

/** What became of each directory; a row opens to everything known about it. */
export function Results({ results, actions }: { results: Result[]; actions: JobDetail['actions'] }) {
  const [status, setStatus] = useState<SubmissionStatus | 'all'>('all');
  const counts = tally(results);
  const present = submissionStatuses.filter((each) => counts[each] > 0);
  const chosen = status !== 'all' && counts[status] === 0 ? 'all' : status;
  const shown = inOrder(results).filter((result) => chosen === 'all' || result.status === chosen);

  const options: (readonly [SubmissionStatus | 'all', string])[] = [
    ['all', words.all],
    ...present.map((each) => [each, `${submissionStatusNames[each]} ${counts[each]}`] as const),
  ];
  return (
    <Card title={words.title} badge={<CountPill value={results.length} />}>
      {results.length === 0 ? (
        <EmptyState icon={FolderSearch} title={words.none}>
          {words.noneHint}
        </EmptyState>
      ) : (
        <>
          {present.length > 1 && (
            <div className="border-b px-3 py-2">
              <Chips label={words.filter} options={options} value={chosen} onChange={setStatus} />
            </div>
          )}
          <div role="table" aria-label={words.caption}>
            <Heading />
            {shown.map((result) => (
              <ResultRow
                key={result.id}
                result={result}
                actionId={actions.find((each) => each.result_id === result.id)?.id ?? null}
              />
            ))}
          </div>
        </>
      )}
    </Card>
  );
}
