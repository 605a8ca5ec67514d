import { useState } from 'react';
import { Button } from '@/components/Button';
import { Checkbox, SelectField, TextField } from '@/components/Field';
import { fieldProblems } from '@/data/problems';
import { problemText } from '@/data/actions';
import type { Directory } from '@/data/resources/directories';
import { actionStrings } from '@/strings/actions';
import { directoryStrings as words } from '@/strings/directories';
import { useDirectoryActions } from './useDirectoryActions';

const texts = ['title', 'website', 'submission_url', 'category'] as const;
const numbers = ['pacing_ms', 'attempts_max'] as const;

/** Changes of one directory; only what was changed is sent. */
export function EditForm({ directory, onClose }: { directory: Directory; onClose: () => void }) {
  const { edit } = useDirectoryActions(directory);
  const [draft, setDraft] = useState<Record<string, string | number | boolean>>({});
  const [reason, setReason] = useState('');
  const problems = fieldProblems(edit.error);
  const value = (key: keyof Directory): string => String(draft[key] ?? directory[key] ?? '');
  const set = (key: string, next: string | number | boolean): void => setDraft({ ...draft, [key]: next });
  const isChanged = Object.entries(draft).some(([key, next]) => next !== directory[key as keyof Directory]);

  return (
    <form
      className="flex flex-col gap-3.5"
      onSubmit={(event) => {
        event.preventDefault();
        edit.mutate({ ...draft, ...(reason.trim() ? { reason: reason.trim() } : {}) }, { onSuccess: onClose });
      }}
    >
      {edit.isError && Object.keys(problems).length === 0 && (
        <p role="alert" className="rounded-lg bg-bad-soft px-3 py-2 text-sm text-bad">
          {problemText(edit.error)}
        </p>
      )}
      {texts.map((key) => (
        <TextField
          key={key}
          label={words.fields[key]}
          problem={problems[key]}
          value={value(key)}
          maxLength={2048}
          onChange={(event) => set(key, event.target.value)}
        />
      ))}
      <div className="grid gap-3.5 sm:grid-cols-3">
        <SelectField
          label={words.fields.policy}
          problem={problems['policy']}
          value={value('policy')}
          onChange={(event) => set('policy', event.target.value)}
          options={Object.entries(words.policies)}
        />
        {numbers.map((key) => (
          <TextField
            key={key}
            label={words.fields[key]}
            problem={problems[key]}
            type="number"
            min={0}
            value={value(key)}
            onChange={(event) => set(key, Number(event.target.value))}
          />
        ))}
      </div>
      <Checkbox
        label={words.fields.active}
        checked={Boolean(draft['active'] ?? directory.active)}
        onChange={(event) => set('active', event.target.checked)}
      />
      <Checkbox
        label={words.fields.captcha_service}
        checked={Boolean(draft['captcha_service'] ?? directory.captcha_service)}
        onChange={(event) => set('captcha_service', event.target.checked)}
      />
      <TextField
        label={actionStrings.reason}
        hint={actionStrings.reasonHint}
        maxLength={500}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
      />
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>{actionStrings.cancel}</Button>
        <Button kind="primary" type="submit" disabled={!isChanged || edit.isPending}>
          {edit.isPending ? actionStrings.saving : actionStrings.save}
        </Button>
      </div>
    </form>
  );
}
