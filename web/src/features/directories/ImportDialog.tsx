import { useState } from 'react';
import { Button } from '@/components/Button';
import { Dialog } from '@/components/Dialog';
import { SelectField, TextArea } from '@/components/Field';
import { problemText, useAction } from '@/data/actions';
import { importDirectories } from '@/data/resources/directories';
import type { Imported } from '@/data/resources/directories';
import { actionStrings } from '@/strings/actions';
import { directoryStrings } from '@/strings/directories';

const words = directoryStrings.importing;

/** A list of directories: checked first, then written as a whole. */
export function ImportDialog({ onClose }: { onClose: () => void }) {
  const [text, setText] = useState('');
  const [format, setFormat] = useState<'csv' | 'yaml'>('csv');
  const [checked, setChecked] = useState<Imported | null>(null);
  const run = useAction<{ isTrial: boolean }, Imported>({
    run: ({ isTrial }) => importDirectories(format, text, isTrial),
    done: (out, { isTrial }) => (isTrial ? null : words.done(out.inserted, out.updated)),
    failed: () => words.failed,
    isSilent: true,
    refreshes: [['directories']],
  });

  async function read(file: File | undefined): Promise<void> {
    if (!file) return;
    setFormat(/\.ya?ml$/i.test(file.name) ? 'yaml' : 'csv');
    setText(await file.text());
    setChecked(null);
  }

  return (
    <Dialog
      size="small"
      title={words.title}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{actionStrings.cancel}</Button>
          {checked ? (
            <Button
              kind="primary"
              disabled={run.isPending}
              onClick={() => run.mutate({ isTrial: false }, { onSuccess: onClose })}
            >
              {words.run}
            </Button>
          ) : (
            <Button
              kind="primary"
              disabled={!text.trim() || run.isPending}
              onClick={() => run.mutate({ isTrial: true }, { onSuccess: setChecked })}
            >
              {words.check}
            </Button>
          )}
        </>
      }
    >
      <div className="flex flex-col gap-3.5 p-4">
        {run.isError && (
          <p
            role="alert"
            dir="auto"
            className="max-h-40 overflow-y-auto rounded-lg bg-bad-soft px-3 py-2 text-sm whitespace-pre-wrap text-bad"
          >
            {problemText(run.error)}
          </p>
        )}
        {checked && (
          <p role="status" className="rounded-lg bg-good-soft px-3 py-2 text-sm text-good">
            {words.checked(checked.inserted, checked.updated)}
          </p>
        )}
        <label className="text-sm font-medium">
          {words.file}
          <input
            type="file"
            accept=".csv,.yaml,.yml,text/csv"
            onChange={(event) => void read(event.target.files?.[0])}
            className="mt-1 block w-full text-xs font-normal text-ink-2 file:mr-3 file:h-8 file:rounded-lg file:border file:border-line-strong file:bg-surface file:px-3 file:text-sm file:font-medium file:text-ink"
          />
        </label>
        <SelectField
          label={words.format}
          value={format}
          onChange={(event) => setFormat(event.target.value === 'yaml' ? 'yaml' : 'csv')}
          options={[
            ['csv', 'CSV'],
            ['yaml', 'YAML'],
          ]}
        />
        <TextArea
          label={words.text}
          hint={words.hint}
          rows={8}
          spellCheck={false}
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setChecked(null);
          }}
        />
      </div>
    </Dialog>
  );
}
