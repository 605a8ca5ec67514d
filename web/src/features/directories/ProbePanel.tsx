import { ScanSearch } from 'lucide-react';
import type { ReactNode } from 'react';
import { useMutation } from '@tanstack/react-query';
import { Badge } from '@/components/Badge';
import { Button } from '@/components/Button';
import { DataTable } from '@/components/DataTable';
import { problemText } from '@/data/actions';
import { probeDirectory } from '@/data/resources/directories';
import type { Probe } from '@/data/resources/directories';
import { formatShare } from '@/lib/format';
import { probeStrings as words } from '@/strings/probe';

function Notes({ probe }: { probe: Probe }) {
  const notes = [
    probe.reason,
    ...probe.captchas.map(words.captcha),
    probe.robots && words.robots(probe.robots),
    ...probe.visited.map(words.visited),
  ].filter(Boolean);
  return (
    <ul className="flex flex-col gap-1.5 text-sm text-ink-2">
      {notes.map((note, index) => (
        <li key={index} dir="auto" className="border-l-2 border-line-strong pl-3">
          {note}
        </li>
      ))}
    </ul>
  );
}

function filling(field: NonNullable<Probe['form']>['fields'][number]): ReactNode {
  if (field.trap) return <Badge tone="warn">{words.trap}</Badge>;
  if (field.fill !== null) return field.fill;
  return <span className="text-ink-3">{field.unfilled || words.nothing}</span>;
}

function Found({ probe }: { probe: Probe }) {
  const { form } = probe;
  const columns = words.columns;
  return (
    <div className="flex flex-col gap-3">
      <p className="flex flex-wrap items-center gap-2 text-sm">
        <Badge tone={form ? (form.complete ? 'good' : 'warn') : 'bad'}>
          {form ? (form.complete ? words.complete : words.incomplete) : (words.pages[probe.page] ?? probe.page)}
        </Badge>
        <span className="text-ink-3">{words.http(probe.status)}</span>
        <span dir="auto" className="min-w-0 truncate">
          {probe.title}
        </span>
      </p>
      <Notes probe={probe} />
      {form && (
        <div className="overflow-hidden rounded-lg border">
          <DataTable
            caption={words.fields}
            rows={form.fields.map((field, index) => ({ ...field, key: `${index}` }))}
            keyOf={({ key }) => key}
            columns={[
              {
                name: columns.field,
                className: 'min-w-28',
                cell: ({ label, name, type, required }) => (
                  <span dir="auto">
                    {label || name || type}
                    {required && <abbr title={words.required}> *</abbr>}
                  </span>
                ),
              },
              {
                name: columns.meaning,
                className: 'min-w-28',
                cell: ({ meaning, confidence }) => (
                  <>
                    {meaning.replaceAll('_', ' ')}{' '}
                    <span className="text-xs text-ink-3 tabular-nums">{formatShare(confidence)}</span>
                  </>
                ),
              },
              { name: columns.filled, cell: filling },
            ]}
          />
        </div>
      )}
      {form?.button && <p className="text-sm text-ink-2">{words.sends(form.button)}</p>}
      {probe.picture && (
        <img src={probe.picture} alt={words.picture} className="w-full rounded-lg border" decoding="async" />
      )}
    </div>
  );
}

/** A look at the directory's page, on demand. What it found stays until the panel is closed. */
export function ProbePanel({ name }: { name: string }) {
  const probe = useMutation({ mutationFn: () => probeDirectory(name) });
  return (
    <section className="min-w-0" aria-label={words.title}>
      <div className="mb-2 flex flex-wrap items-center gap-3">
        <Button disabled={probe.isPending} onClick={() => probe.mutate()}>
          <ScanSearch aria-hidden className="size-3.5" />
          {words.title}
        </Button>
        <p role="status" className="text-xs text-ink-3">
          {probe.isPending ? words.running : words.hint}
        </p>
      </div>
      {probe.isError && (
        <p role="alert" className="rounded-lg bg-bad-soft px-3 py-2 text-sm text-bad">
          {problemText(probe.error)}
        </p>
      )}
      {probe.data && <Found probe={probe.data} />}
    </section>
  );
}
