import { Suspense, lazy, useState } from 'react';
import type { ReactNode } from 'react';
import { Globe } from 'lucide-react';
import { AsyncState } from '@/components/AsyncState';
import { Badge, VerdictBadge } from '@/components/Badge';
import { Button } from '@/components/Button';
import { DataTable } from '@/components/DataTable';
import { Dialog } from '@/components/Dialog';
import { ExternalLink } from '@/components/ExternalLink';
import { EmptyState } from '@/components/States';
import { TimeAgo } from '@/components/Time';
import { isApiError } from '@/data/http';
import { useDirectory } from '@/data/resources/directories';
import type { DirectoryDocument } from '@/data/resources/directories';
import { useMay } from '@/data/session';
import { formatDuration, formatNumber } from '@/lib/format';
import { shortUrl } from '@/lib/url';
import { TrendCard } from '@/features/trends/TrendCard';
import { laneNames, strings } from '@/strings';
import { directoryStrings as words } from '@/strings/directories';
import { EditForm } from './EditForm';
import { SuccessRate } from './SuccessRate';

const LearningPanel = lazy(async () => ({ default: (await import('./LearningPanel')).LearningPanel }));
const ProbePanel = lazy(async () => ({ default: (await import('./ProbePanel')).ProbePanel }));

const yesNo = (value: boolean | null): string => (value === null ? words.unknown : value ? words.yes : words.no);

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="min-w-0">
      <h3 className="mb-2 text-xs font-semibold text-ink-2">{title}</h3>
      <div className="overflow-hidden rounded-lg border">{children}</div>
    </section>
  );
}

function Facts({ document: { directory, drift } }: { document: DirectoryDocument }) {
  const facts: (readonly [string, ReactNode])[] = [
    [words.columns.rate, <SuccessRate key="rate" directory={directory} />],
    [words.columns.last, <TimeAgo key="last" time={directory.health.last_success_at} />],
    [words.columns.waiting, formatNumber(directory.health.waiting)],
    [words.facts.host, directory.host || strings.none],
    [words.facts.pacing, formatDuration(directory.pacing_ms)],
    [words.facts.attempts, directory.attempts_max],
    [words.facts.login, yesNo(directory.requires_login)],
    [words.facts.captcha, yesNo(directory.has_captcha)],
    [words.facts.service, yesNo(directory.captcha_service)],
    [words.facts.robots, yesNo(directory.despite_robots)],
  ];
  return (
    <>
      <p className="flex flex-wrap items-center gap-2 text-sm">
        <Badge tone={directory.policy === 'allowed' ? 'good' : directory.policy === 'never' ? 'bad' : 'idle'}>
          {words.policies[directory.policy] ?? directory.policy}
        </Badge>
        {directory.paused && <Badge tone="warn">{words.paused}</Badge>}
        {!directory.active && <Badge tone="idle">{words.inactive}</Badge>}
        {drift.drifted && <Badge tone="warn">{words.drifted}</Badge>}
        <ExternalLink url={directory.submission_url || directory.website}>
          {shortUrl(directory.submission_url || directory.website) || directory.name}
        </ExternalLink>
      </p>
      {(directory.paused_reason || drift.reason) && (
        <p dir="auto" className="text-sm text-ink-2">
          {[directory.paused_reason, drift.drifted && drift.reason].filter(Boolean).join(' · ')}
        </p>
      )}
      <dl className="grid grid-cols-2 gap-x-6 gap-y-3 sm:grid-cols-3">
        {facts.map(([label, value]) => (
          <div key={label} className="min-w-0">
            <dt className="text-xs text-ink-3">{label}</dt>
            <dd className="truncate text-sm font-medium">{value}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}

function History({ document: { recipes, attempts } }: { document: DirectoryDocument }) {
  const recipe = words.recipeColumns;
  const attempt = words.attemptColumns;
  return (
    <>
      <Section title={words.attempts}>
        {attempts.length === 0 ? (
          <p className="px-4 py-4 text-sm text-ink-2">{words.noAttemptsYet}</p>
        ) : (
          <DataTable
            caption={words.attempts}
            rows={attempts}
            keyOf={({ id }) => id}
            columns={[
              {
                name: attempt.verdict,
                cell: ({ verdict, status, error_message: error }) => (
                  <span title={error ?? undefined}>
                    {verdict ? <VerdictBadge verdict={verdict} /> : <span className="text-ink-2">{status}</span>}
                  </span>
                ),
              },
              { name: attempt.lane, from: 'sm', cell: ({ lane }) => laneNames[lane] ?? lane },
              {
                name: attempt.took,
                align: 'end',
                cell: ({ duration_ms: ms }) => (ms === null ? strings.none : formatDuration(ms)),
              },
              {
                name: attempt.when,
                align: 'end',
                className: 'text-xs text-ink-3',
                cell: ({ started_at: at }) => <TimeAgo time={at} />,
              },
            ]}
          />
        )}
      </Section>
      <Section title={words.recipes}>
        {recipes.length === 0 ? (
          <p className="px-4 py-4 text-sm text-ink-2">{words.noRecipe}</p>
        ) : (
          <DataTable
            caption={words.recipes}
            rows={recipes}
            keyOf={({ version }) => String(version)}
            columns={[
              {
                name: recipe.version,
                cell: ({ version }) => <span className="font-medium">{words.version(version)}</span>,
              },
              { name: recipe.ok, align: 'end', cell: ({ successes }) => formatNumber(successes) },
              { name: recipe.bad, align: 'end', cell: ({ failures }) => formatNumber(failures) },
              {
                name: recipe.since,
                align: 'end',
                className: 'text-xs text-ink-3',
                cell: ({ created_at: at }) => <TimeAgo time={at} />,
              },
            ]}
          />
        )}
      </Section>
    </>
  );
}

/** Everything about one directory, and its editor. */
export function DirectoryDialog({ name, onClose }: { name: string; onClose: () => void }) {
  const document = useDirectory(name);
  const mayEdit = useMay('admin');
  const mayOperate = useMay('operator');
  const [isEditing, setEditing] = useState(false);
  const title = document.data?.directory.title || name;
  return (
    <Dialog
      size="side"
      title={title}
      onClose={onClose}
      tools={mayEdit && !isEditing && <Button onClick={() => setEditing(true)}>{words.edit}</Button>}
    >
      {isApiError(document.error, 404) ? (
        <EmptyState icon={Globe} title={words.notFound} />
      ) : (
        <AsyncState query={document} rows={8}>
          {(data) => (
            <div className="flex flex-col gap-5 p-4">
              {isEditing ? (
                <EditForm directory={data.directory} onClose={() => setEditing(false)} />
              ) : (
                <>
                  <Facts document={data} />
                  {mayOperate && (
                    <Suspense fallback={null}>
                      <ProbePanel name={name} />
                    </Suspense>
                  )}
                  <TrendCard scope={{ directory: name }} first="ends" />
                  <Suspense fallback={null}>
                    <LearningPanel name={name} />
                  </Suspense>
                  <History document={data} />
                </>
              )}
            </div>
          )}
        </AsyncState>
      )}
    </Dialog>
  );
}
