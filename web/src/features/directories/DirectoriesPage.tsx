import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Globe, Pause, Play, Upload } from 'lucide-react';
import { useState } from 'react';
import { AskDialog } from '@/components/AskDialog';
import { AsyncState } from '@/components/AsyncState';
import { Badge } from '@/components/Badge';
import { Button, IconButton } from '@/components/Button';
import { Chips } from '@/components/Chips';
import { DataTable } from '@/components/DataTable';
import type { Column } from '@/components/DataTable';
import { Panel } from '@/components/Panel';
import { SearchField } from '@/components/SearchField';
import { EmptyState } from '@/components/States';
import { TimeAgo } from '@/components/Time';
import { useDirectories } from '@/data/resources/directories';
import type { Directory } from '@/data/resources/directories';
import { useMay } from '@/data/session';
import { Page } from '@/features/shell/Page';
import { formatDuration, formatNumber } from '@/lib/format';
import { strings } from '@/strings';
import { directoryStrings as words } from '@/strings/directories';
import { DirectoryDialog } from './DirectoryDialog';
import { ImportDialog } from './ImportDialog';
import { SuccessRate } from './SuccessRate';
import { isFound, isInGroup } from './health';
import type { Group } from './health';
import { useDirectoryActions } from './useDirectoryActions';

const names = words.columns;
const groups = Object.keys(words.groups) as Group[];
/** More rows at once make the page slow; what is looked for is found by its name. */
const mostShown = 200;

function Name({ directory }: { directory: Directory }) {
  return (
    <div className="min-w-0 py-0.5">
      <Link
        to="/directories"
        search={(old) => ({ ...old, open: directory.name })}
        dir="auto"
        className="font-medium hover:underline"
      >
        {directory.title || directory.name}
      </Link>
      <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-xs text-ink-3">
        {directory.host || directory.name}
        {directory.paused && <Badge tone="warn">{words.paused}</Badge>}
        {!directory.active && <Badge tone="idle">{words.inactive}</Badge>}
      </p>
    </div>
  );
}

function PauseButton({ directory }: { directory: Directory }) {
  const { pause, resume } = useDirectoryActions(directory);
  const [isAsking, setAsking] = useState(false);
  const name = directory.title || directory.name;
  return (
    <>
      {directory.paused ? (
        <IconButton label={`${words.resume}: ${name}`} onClick={() => resume.mutate()}>
          <Play aria-hidden className="size-4" />
        </IconButton>
      ) : (
        <IconButton label={`${words.pause}: ${name}`} onClick={() => setAsking(true)}>
          <Pause aria-hidden className="size-4" />
        </IconButton>
      )}
      {isAsking && (
        <AskDialog
          title={words.pauseTitle(name)}
          action={words.pause}
          onConfirm={(reason) => pause.mutate(reason)}
          onClose={() => setAsking(false)}
        >
          <p>{words.pauseText}</p>
        </AskDialog>
      )}
    </>
  );
}

const columns: readonly Column<Directory>[] = [
  { name: names.name, cell: (directory) => <Name directory={directory} /> },
  {
    name: names.policy,
    from: 'md',
    cell: ({ policy }) => (
      <Badge tone={policy === 'allowed' ? 'good' : policy === 'never' ? 'bad' : 'idle'}>
        {words.policies[policy] ?? policy}
      </Badge>
    ),
  },
  { name: names.rate, align: 'end', cell: (directory) => <SuccessRate directory={directory} /> },
  {
    name: names.median,
    align: 'end',
    from: 'lg',
    className: 'text-ink-2 tabular-nums',
    cell: ({ health }) => (health.median_ms === null ? strings.none : formatDuration(health.median_ms)),
  },
  {
    name: names.last,
    align: 'end',
    from: 'lg',
    className: 'text-xs text-ink-3',
    cell: ({ health }) => <TimeAgo time={health.last_success_at} />,
  },
  {
    name: names.waiting,
    align: 'end',
    from: 'sm',
    className: 'tabular-nums',
    cell: ({ health }) => formatNumber(health.waiting),
  },
  {
    name: names.recipe,
    align: 'end',
    from: 'xl',
    className: 'text-ink-2 tabular-nums',
    cell: ({ recipe }) => (recipe ? words.version(recipe.version) : strings.none),
  },
];
const actionColumn: Column<Directory> = {
  name: names.act,
  isNameHidden: true,
  align: 'end',
  cell: (directory) => <PauseButton directory={directory} />,
};

/** Where submissions go: how well it works there, and what may be done. */
export function DirectoriesPage() {
  const { q = '', show = 'all', open } = useSearch({ from: '/shell/directories' });
  const navigate = useNavigate();
  const directories = useDirectories();
  const mayOperate = useMay('operator');
  const mayImport = useMay('admin');
  const [isImporting, setImporting] = useState(false);
  const set = (values: { q?: string | undefined; show?: Group; open?: string | undefined }): void =>
    void navigate({ to: '/directories', search: (old) => ({ ...old, ...values }), replace: true });

  return (
    <Page title={words.title}>
      <div className="mb-3 flex flex-wrap items-center gap-2">
        <Chips
          label={words.show}
          value={show}
          onChange={(group) => set({ show: group })}
          options={groups.map((group) => [group, words.groups[group]] as const)}
        />
        <div className="flex min-w-0 basis-full items-center gap-2 md:flex-1 md:basis-0 md:justify-end">
          <SearchField
            label={words.search}
            placeholder={words.searchHint}
            value={q}
            onChange={(text) => set({ q: text || undefined })}
          />
          {mayImport && (
            <Button onClick={() => setImporting(true)}>
              <Upload aria-hidden className="size-3.5" />
              {words.import}
            </Button>
          )}
        </div>
      </div>
      <Panel>
        <AsyncState query={directories} rows={10}>
          {({ directories: all }) => {
            const found = all.filter((each) => isInGroup(each, show) && isFound(each, q));
            if (found.length === 0)
              return (
                <EmptyState icon={Globe} title={all.length === 0 ? words.empty : words.none}>
                  {all.length === 0 ? words.emptyHint : words.noneHint}
                </EmptyState>
              );
            return (
              <DataTable
                caption={words.caption}
                columns={mayOperate ? [...columns, actionColumn] : columns}
                rows={found.slice(0, mostShown)}
                keyOf={({ name }) => name}
              />
            );
          }}
        </AsyncState>
      </Panel>
      {open && <DirectoryDialog key={open} name={open} onClose={() => set({ open: undefined })} />}
      {isImporting && <ImportDialog onClose={() => setImporting(false)} />}
    </Page>
  );
}
