import { useState } from 'react';
import { Button } from '@/components/Button';
import { Dialog } from '@/components/Dialog';
import { Checkbox, SelectField, TextField } from '@/components/Field';
import { jobStatuses, jobsSorts, submissionStatuses } from '@/data/types';
import type { JobsFilter } from '@/data/types';
import { jobStatusNames, submissionStatusNames } from '@/strings';
import { jobsStrings as words } from '@/strings/jobs';
import { readJobsSearch } from './filter';
import type { JobsSearch } from './filter';

interface FilterDialogProps {
  search: JobsSearch;
  /** Names of the packages that occur. */
  packages: readonly string[];
  onApply: (search: JobsSearch) => void;
  onClose: () => void;
}

const flags = ['needs_action', 'paused', 'stuck', 'late'] as const;
const any = ['', words.any] as const;

/** Every filter of the jobs list, together. */
export function FilterDialog({ search, packages, onApply, onClose }: FilterDialogProps) {
  const [draft, setDraft] = useState<Record<string, string>>(search as Record<string, string>);
  const bind = (key: keyof JobsFilter) => ({
    label: words.fields[key],
    value: draft[key] ?? '',
    onChange: (event: { target: { value: string } }) => setDraft({ ...draft, [key]: event.target.value }),
  });

  function apply(): void {
    const next = readJobsSearch(draft);
    // A status says more than a tab: "failed" among the active jobs would never find one.
    if (next.status && !search.status) next.state = 'all';
    if (!next.directory) delete next.directory_status;
    onApply(next);
    onClose();
  }

  const { state, q } = search;
  return (
    <Dialog
      size="small"
      title={words.filters}
      onClose={onClose}
      footer={
        <>
          <Button kind="quiet" onClick={() => setDraft({ ...(state ? { state } : {}), ...(q ? { q } : {}) })}>
            {words.clear}
          </Button>
          <Button kind="primary" onClick={apply}>
            {words.apply}
          </Button>
        </>
      }
    >
      <form
        className="grid gap-x-4 gap-y-3.5 p-4 sm:grid-cols-2"
        onSubmit={(event) => {
          event.preventDefault();
          apply();
        }}
      >
        <SelectField
          {...bind('status')}
          options={[any, ...jobStatuses.map((each) => [each, jobStatusNames[each]] as const)]}
        />
        <SelectField {...bind('package')} options={[any, ...packages.map((each) => [each, each] as const)]} />
        <TextField {...bind('directory')} hint={words.directoryHint} maxLength={200} />
        <SelectField
          {...bind('directory_status')}
          disabled={!draft['directory']}
          options={[any, ...submissionStatuses.map((each) => [each, submissionStatusNames[each]] as const)]}
        />
        <TextField {...bind('error')} maxLength={200} className="sm:col-span-2" />
        <TextField {...bind('from')} type="date" />
        <TextField {...bind('to')} type="date" />
        <SelectField
          {...bind('priority')}
          options={[any, ...Array.from({ length: 9 }, (_, index) => [String(index + 1), String(index + 1)] as const)]}
        />
        <SelectField {...bind('sort')} options={jobsSorts.map((each) => [each, words.sorts[each]] as const)} />
        <div className="flex flex-col gap-1 sm:col-span-2">
          {flags.map((flag) => (
            <Checkbox
              key={flag}
              label={words.fields[flag]}
              checked={draft[flag] === 'true'}
              onChange={(event) => setDraft({ ...draft, [flag]: event.target.checked ? 'true' : '' })}
            />
          ))}
          <Checkbox
            label={words.orders.asc}
            checked={draft['order'] === 'asc'}
            onChange={(event) => setDraft({ ...draft, order: event.target.checked ? 'asc' : '' })}
          />
        </div>
        <button type="submit" hidden />
      </form>
    </Dialog>
  );
}
