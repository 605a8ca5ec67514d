import { useState } from 'react';
import { Button } from '@/components/Button';
import { Select } from '@/components/Select';
import { useAction } from '@/data/actions';
import { learningKey, startExperiment } from '@/data/resources/learning';
import type { Learning, NewExperiment } from '@/data/resources/learning';
import { learningStrings as words } from '@/strings/learning';

type Arms = readonly (readonly [string, string])[];

/** Versions that fill the same form as the one in force. */
function versionsOf({ recipes }: Learning): Arms {
  const current = recipes.find(({ active }) => active);
  return recipes
    .filter(({ fingerprint }) => fingerprint === current?.fingerprint)
    .map(({ version }) => [String(version), words.version(String(version))]);
}

/** Starts an experiment: what to compare, and the two ways. */
export function ExperimentForm({ name, learning }: { name: string; learning: Learning }) {
  const versions = versionsOf(learning);
  const [kind, setKind] = useState<NewExperiment['kind']>('text');
  const [chosen, setChosen] = useState<readonly [string, string] | null>(null);
  const arms: Arms = kind === 'text' ? Object.entries(words.styles) : versions;
  const [a, b] = chosen ?? [arms[0]?.[0] ?? '', arms[1]?.[0] ?? ''];
  const start = useAction({
    run: (wanted: NewExperiment) => startExperiment(name, wanted),
    done: () => words.started,
    failed: () => words.startFailed,
    refreshes: [learningKey(name)],
  });
  const kinds: Arms = Object.entries(words.kinds).filter(([each]) => each === 'text' || versions.length > 1);
  return (
    <form
      className="flex flex-wrap items-center gap-2 border-t px-4 py-3"
      onSubmit={(event) => {
        event.preventDefault();
        start.mutate({ kind, arm_a: a, arm_b: b, reason: '' });
      }}
    >
      <Select
        label={words.what}
        value={kind}
        options={kinds}
        onChange={(next) => {
          setKind(next === 'recipe' ? 'recipe' : 'text');
          setChosen(null);
        }}
      />
      <Select label={words.armA} value={a} options={arms} onChange={(next) => setChosen([next, b])} />
      <span className="text-sm text-ink-3">{words.versus}</span>
      <Select label={words.armB} value={b} options={arms} onChange={(next) => setChosen([a, next])} />
      <Button type="submit" disabled={a === b || start.isPending}>
        {words.start}
      </Button>
    </form>
  );
}
