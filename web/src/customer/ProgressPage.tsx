import { useState } from 'react';
import { Badge, solidOf } from '@/components/Badge';
import { ActionCard } from './ActionCard';
import { Link, Note, Page, Panel, Waiting, bigButton } from './parts';
import { jobWords, napWords, noticeWords, outcome } from './texts';
import type { Progress, Result } from './types';
import { useLiveJob } from './useLiveJob';

const host = (url: string) => url.replace(/^https?:\/\//, '').replace(/\/$/, '');
const isWeb = (url: string | null): url is string => Boolean(url && /^https?:\/\//.test(url));

function Line({ result, jobId }: { result: Result; jobId: string }) {
  const { text, tone, why } = outcome(result);
  const nap = napWords(result);
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-3">
      <div className="min-w-40 flex-1">
        <p className="font-medium">{result.directory}</p>
        <p className="text-xs text-ink-3">{why ?? (result.website ? host(result.website) : '')}</p>
        {nap && <p className="text-xs text-ink-3">{nap}</p>}
      </div>
      <div className="flex flex-wrap items-center gap-3 text-sm">
        {isWeb(result.listing_url) && (
          <a href={result.listing_url} rel="noreferrer" target="_blank" className="underline hover:text-ink">
            See the listing<span className="sr-only"> at {result.directory}</span>
          </a>
        )}
        {result.picture && (
          <a
            href={`/api/my/jobs/${jobId}/pictures/${result.id}`}
            target="_blank"
            rel="noreferrer"
            className="underline hover:text-ink"
          >
            Picture<span className="sr-only"> of {result.directory}</span>
          </a>
        )}
        <Badge tone={tone} dot>
          {text}
        </Badge>
      </div>
    </li>
  );
}

function Head({ data, isLive }: { data: Progress; isLive: boolean }) {
  const { job, counts } = data;
  const tiles = [
    ['Live or accepted', counts['submitted'] ?? 0, 'good'],
    ['To come', (counts['pending'] ?? 0) + (counts['submitting'] ?? 0), 'run'],
    ['Waits for a person', counts['action_required'] ?? 0, 'warn'],
    ['Not taken', (counts['failed'] ?? 0) + (counts['skipped'] ?? 0), 'idle'],
  ] as const;
  return (
    <Panel>
      <div className="mb-3 flex flex-wrap items-center gap-3">
        <p className="text-base font-semibold">{jobWords(job)}</p>
        <span className="ml-auto">
          <Badge tone={isLive ? 'good' : 'idle'} dot>
            {isLive ? 'Live' : 'Connecting…'}
          </Badge>
        </span>
      </div>
      <div
        role="progressbar"
        aria-label="Directories done"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={job.progress}
        className="h-2.5 overflow-hidden rounded-full bg-track"
      >
        <div className="h-full rounded-full bg-run-solid transition-[width]" style={{ width: `${job.progress}%` }} />
      </div>
      <dl className="mt-5 grid grid-cols-2 gap-3 sm:grid-cols-4">
        {tiles.map(([label, value, tone]) => (
          <div key={label} className="rounded-lg border p-3">
            <dt className="flex items-center gap-1.5 text-xs text-ink-3">
              <span aria-hidden className={`size-1.5 rounded-full ${solidOf[tone]}`} />
              {label}
            </dt>
            <dd className="mt-1 text-2xl font-semibold tabular-nums">{value}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}

export default function ProgressPage({ id }: { id: string }) {
  const { data, problem, isLive, replace } = useLiveJob(id);
  const [isNew] = useState(() => new URLSearchParams(window.location.search).has('new'));
  if (!data)
    return (
      <Page title="Your order">
        {problem ? (
          <div className="flex flex-col items-start gap-4">
            <Note tone="bad">{problem}</Note>
            <Link to="/my" className={bigButton('plain')}>
              Have a link sent
            </Link>
          </div>
        ) : (
          <Waiting what="Loading your order…" />
        )}
      </Page>
    );
  const { job, results, actions, notices } = data;
  const yours = actions.filter((each) => each.yours && each.kind !== 'missing_profile');
  const isOver = ['completed', 'failed', 'cancelled'].includes(job.status);
  return (
    <Page
      title={job.business_name || 'Your order'}
      lead={`${job.package_title} package, bought on ${new Date(job.created_at).toLocaleDateString('en', { dateStyle: 'long' })}`}
    >
      <div className="flex flex-col gap-6">
        {isNew && (
          <Note tone="good">Thank you! Your payment came in. Keep this page: it shows your listings live.</Note>
        )}
        {problem && <Note tone="bad">{problem}</Note>}
        {job.missing.length > 0 && !isOver && (
          <Panel title="Tell us about your business">
            <p className="mb-4 text-ink-2">
              We start as soon as your profile is complete. Still missing: {job.missing.join(', ')}.
            </p>
            <Link to="/my/profile" className={bigButton()}>
              Complete my profile
            </Link>
          </Panel>
        )}
        {yours.map((action) => (
          <ActionCard key={action.id} jobId={id} action={action} done={replace} />
        ))}
        <Head data={data} isLive={isLive} />
        {isOver && results.length > 0 && (
          <Panel title="Your report">
            <div className="flex flex-wrap gap-3">
              <a href={`/api/my/jobs/${id}/report`} target="_blank" rel="noreferrer" className={bigButton()}>
                Open the report
              </a>
              <a href={`/api/my/jobs/${id}/report.pdf`} className={bigButton('plain')}>
                PDF
              </a>
              <a href={`/api/my/jobs/${id}/report.csv`} download className={bigButton('plain')}>
                CSV
              </a>
            </div>
          </Panel>
        )}
        {results.length > 0 && (
          <section aria-labelledby="directories">
            <h2 id="directories" className="mb-3 text-lg font-semibold">
              Directories
            </h2>
            <ul className="divide-y rounded-xl border bg-surface shadow-card">
              {results.map((result) => (
                <Line key={result.id} result={result} jobId={id} />
              ))}
            </ul>
          </section>
        )}
        <section aria-labelledby="news">
          <h2 id="news" className="mb-3 text-lg font-semibold">
            What happened
          </h2>
          <ol className="flex flex-col gap-2 text-sm">
            {notices.map((notice) => (
              <li key={notice.id} className="flex gap-3">
                <time dateTime={notice.created_at} className="w-32 shrink-0 text-ink-3 tabular-nums">
                  {new Date(notice.created_at).toLocaleString('en', { dateStyle: 'short', timeStyle: 'short' })}
                </time>
                <span>{noticeWords(notice)}</span>
              </li>
            ))}
          </ol>
        </section>
        <p className="text-sm text-ink-3">
          <Link to="/my/profile" className="underline hover:text-ink">
            Edit my business profile
          </Link>
        </p>
      </div>
    </Page>
  );
}
