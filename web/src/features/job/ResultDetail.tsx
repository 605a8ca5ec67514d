import type { ReactNode } from 'react';
import { VerdictBadge } from '@/components/Badge';
import { ExternalLink } from '@/components/ExternalLink';
import type { Result } from '@/data/types';
import { shortUrl } from '@/lib/url';
import { laneNames } from '@/strings';
import { jobStrings } from '@/strings/job';
import { Evidence } from './Evidence';
import { ResultActions } from './ResultActions';
import { formatConfidence } from './ResultRow';

const words = jobStrings.detail;
const listingFacts = ['name', 'address', 'phone', 'website'] as const;

/** "new_text: Thank you" becomes "New text: Thank you". */
export function readableReason(reason: string): string {
  const kind = /^[a-z][a-z_]*(?=: )/.exec(reason)?.[0];
  if (!kind) return reason;
  const words = kind.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1) + reason.slice(kind.length);
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="min-w-0">
      <h3 className="mb-2 text-xs font-semibold text-ink-2">{title}</h3>
      {children}
    </section>
  );
}

function VerdictSection({ result }: { result: Result }) {
  if (!result.verdict) return <p className="text-sm text-ink-3">{words.noVerdict}</p>;
  return (
    <>
      <p className="flex flex-wrap items-center gap-2">
        <VerdictBadge verdict={result.verdict} />
        {result.confidence !== null && (
          <span className="text-xs text-ink-2">
            {jobStrings.results.confidence(formatConfidence(result.confidence))}
          </span>
        )}
        {result.lane && (
          <span className="text-xs text-ink-3">
            {jobStrings.results.lane}: {laneNames[result.lane] ?? result.lane}
          </span>
        )}
      </p>
      {result.reasons.length > 0 ? (
        <ul aria-label={words.reasons} className="mt-2.5 flex flex-col gap-1.5 text-sm text-ink-2">
          {result.reasons.map((reason, index) => (
            <li key={index} dir="auto" className="border-l-2 border-line-strong pl-3 first-letter:uppercase">
              {readableReason(reason)}
            </li>
          ))}
        </ul>
      ) : (
        <p className="mt-2 text-sm text-ink-3">{words.noReasons}</p>
      )}
    </>
  );
}

export function SentValues({ result }: { result: Result }) {
  if (result.fields.length === 0) return <p className="text-sm text-ink-3">{words.nothingSent}</p>;
  return (
    <div className="overflow-hidden rounded-lg border bg-surface">
      <table className="w-full table-fixed text-left text-sm">
        <caption className="sr-only">{words.sentCaption}</caption>
        <thead className="border-b text-xs text-ink-3">
          <tr>
            <th scope="col" className="w-2/5 px-3 py-1.5 font-medium">
              {words.sentColumns.label}
            </th>
            <th scope="col" className="px-3 py-1.5 font-medium">
              {words.sentColumns.value}
            </th>
          </tr>
        </thead>
        <tbody className="divide-y">
          {result.fields.map((field, index) => (
            <tr key={index} className="align-top">
              <th scope="row" className="px-3 py-1.5 font-normal">
                <span dir="auto" className="block">
                  {field.label || field.meaning}
                </span>
                {field.meaning && field.label && (
                  <span className="block font-mono text-2xs text-ink-3">{field.meaning}</span>
                )}
              </th>
              <td dir="auto" className="max-h-40 px-3 py-1.5 whitespace-pre-wrap">
                {field.value || <span className="text-ink-3 italic">{words.empty}</span>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** "Listing verified: name ✓ phone ✓ address ✗": what an anonymous visitor saw there. */
function ListingFacts({ result }: { result: Result }) {
  const { listing } = result;
  if (!listing || !result.verified_at) return null;
  return (
    <p className="mt-1 flex flex-wrap gap-x-3 text-sm text-ink-2">
      <span>{words.listingVerified}</span>
      {listingFacts.map((fact) => {
        const agrees = listing[fact];
        return agrees === null ? null : (
          <span key={fact} className={agrees ? 'text-good' : 'text-warn'}>
            {words.listingFact(fact, agrees)}
          </span>
        );
      })}
    </p>
  );
}

/** Everything known about one submission: what the site said, why we think so, what was sent, how it looked. */
export function ResultDetail({ result, actionId }: { result: Result; actionId: string | null }) {
  return (
    <div className="animate-appear border-t bg-canvas/50 px-4 py-4 sm:pl-10">
      <ResultActions result={result} actionId={actionId} />
      <div className="grid gap-x-8 gap-y-5 @3xl:grid-cols-2">
        <div className="flex min-w-0 flex-col gap-5">
          {result.error_message && (
            <Section title={words.error}>
              <p
                dir="auto"
                className="rounded-lg bg-bad-soft px-3 py-2 text-sm whitespace-pre-wrap text-bad first-letter:uppercase"
              >
                {result.error_message}
              </p>
            </Section>
          )}
          <Section title={words.verdict}>
            <VerdictSection result={result} />
          </Section>
          {result.directory_url && (
            <Section title={words.site}>
              <p className="text-sm">
                <ExternalLink url={result.directory_url}>{shortUrl(result.directory_url)}</ExternalLink>
              </p>
            </Section>
          )}
          {result.listing_url && (
            <Section title={words.listing}>
              <p className="text-sm">
                <ExternalLink url={result.listing_url}>{shortUrl(result.listing_url)}</ExternalLink>
              </p>
              <ListingFacts result={result} />
            </Section>
          )}
          <Section title={words.evidence}>
            <Evidence result={result} />
          </Section>
        </div>
        <Section title={words.sent}>
          <SentValues result={result} />
        </Section>
      </div>
    </div>
  );
}
