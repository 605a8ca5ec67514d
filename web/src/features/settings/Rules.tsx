import { useState } from 'react';
import { AsyncState } from '@/components/AsyncState';
import { Button } from '@/components/Button';
import { Card } from '@/components/Card';
import { TextField } from '@/components/Field';
import { TimeAgo } from '@/components/Time';
import { problemText, useAction } from '@/data/actions';
import { fieldProblems } from '@/data/problems';
import { editRules, useSettings } from '@/data/resources/settings';
import type { Rule } from '@/data/resources/settings';
import { useMay } from '@/data/session';
import { formatDuration, formatNumber } from '@/lib/format';
import { actionStrings } from '@/strings/actions';
import { ruleStrings as words } from '@/strings/rules';

/** What the API's number stands for: durations are typed in seconds. */
function unitOf(name: string): { scale: number; unit: string } {
  if (name.endsWith('_ms')) return { scale: 1_000, unit: words.seconds };
  if (name.endsWith('_s')) return { scale: 1, unit: words.seconds };
  return { scale: 1, unit: name.endsWith('_percent') ? words.percent : '' };
}

function shown(rule: Rule, value: number): string {
  // Rounded seconds would hide what was set.
  if (rule.name.endsWith('_ms') && value < 60_000) return `${value / 1_000} s`;
  if (rule.name.endsWith('_ms')) return formatDuration(value);
  if (rule.name.endsWith('_s')) return formatDuration(value * 1_000);
  return `${formatNumber(value)}${rule.name.endsWith('_percent') ? ' %' : ''}`;
}

/** The number the API takes, or why what was typed is none. */
function read(rule: Rule, typed: string): { value: number } | { problem: string } {
  const { scale } = unitOf(rule.name);
  const value = Math.round(Number(typed.replace(',', '.')) * scale);
  const isGood = typed.trim() !== '' && Number.isFinite(value) && value >= rule.lowest && value <= rule.most;
  return isGood ? { value } : { problem: words.bounds(shown(rule, rule.lowest), shown(rule, rule.most)) };
}

function Editor({ rules, mayEdit }: { rules: Rule[]; mayEdit: boolean }) {
  const [draft, setDraft] = useState<Record<string, string>>({});
  const [reason, setReason] = useState('');
  const typedOf = (rule: Rule): string => draft[rule.name] ?? String(rule.value / unitOf(rule.name).scale);
  const changed = rules.filter((rule) => {
    const given = read(rule, typedOf(rule));
    return 'problem' in given || given.value !== rule.value;
  });
  const save = useAction<Record<string, number | null>, void>({
    run: (edits) => editRules(edits, reason.trim()),
    done: () => words.saved,
    failed: () => words.failed,
    isSilent: true,
    refreshes: [['settings']],
  });
  const refused = fieldProblems(save.error);

  function submit(): void {
    const edits: Record<string, number | null> = {};
    for (const rule of changed) {
      const given = read(rule, typedOf(rule));
      if ('problem' in given) return;
      // What is built in may be better in the next version: it is not nailed down.
      edits[rule.name] = given.value === rule.built_in ? null : given.value;
    }
    save.mutate(edits, {
      onSuccess: () => {
        setDraft({});
        setReason('');
      },
    });
  }

  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      {save.isError && Object.keys(refused).length === 0 && (
        <p role="alert" className="bg-bad-soft px-4 py-2.5 text-sm text-bad">
          {problemText(save.error)}
        </p>
      )}
      {words.groups.map(([title, names]) => (
        <fieldset key={title} className="border-b px-4 py-4">
          <legend className="float-left mb-3 w-full text-xs font-semibold text-ink-2">{title}</legend>
          <div className="clear-both grid gap-x-4 gap-y-3.5 sm:grid-cols-2">
            {rules
              .filter(({ name }) => names.includes(name))
              .map((rule) => {
                const given = read(rule, typedOf(rule));
                return (
                  <div key={rule.name} className="min-w-0">
                    <TextField
                      label={[words.names[rule.name] ?? rule.name, unitOf(rule.name).unit].filter(Boolean).join(', ')}
                      hint={words.hints[rule.name]}
                      problem={refused[rule.name] ?? ('problem' in given ? given.problem : undefined)}
                      inputMode="decimal"
                      disabled={!mayEdit}
                      maxLength={12}
                      value={typedOf(rule)}
                      onChange={(event) => setDraft({ ...draft, [rule.name]: event.target.value })}
                    />
                    <p className="mt-1 text-xs text-ink-3">
                      {words.builtIn(shown(rule, rule.built_in))}
                      {rule.changed_at && (
                        <>
                          {' · '}
                          {words.by(rule.changed_by ?? '')} <TimeAgo time={rule.changed_at} />
                        </>
                      )}
                    </p>
                  </div>
                );
              })}
          </div>
        </fieldset>
      ))}
      {mayEdit && (
        <div className="flex flex-wrap items-end justify-end gap-2 bg-canvas/60 px-4 py-3">
          <TextField
            className="min-w-48 flex-1"
            label={words.reason}
            maxLength={500}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
          <Button disabled={changed.length === 0 || save.isPending} onClick={() => setDraft({})}>
            {actionStrings.cancel}
          </Button>
          <Button kind="primary" type="submit" disabled={changed.length === 0 || save.isPending}>
            {save.isPending ? actionStrings.saving : actionStrings.save}
          </Button>
        </div>
      )}
    </form>
  );
}

/** Pacing, retries and alerts: kept in the database, at work within seconds. */
export function Rules() {
  const settings = useSettings();
  const mayEdit = useMay('admin');
  return (
    <Card title={words.title} badge={<span className="text-xs text-ink-3">{words.lead}</span>}>
      <AsyncState query={settings} rows={6}>
        {({ rules }) => <Editor rules={rules} mayEdit={mayEdit} />}
      </AsyncState>
    </Card>
  );
}
