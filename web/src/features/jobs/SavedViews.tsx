import * as Radix from '@radix-ui/react-dropdown-menu';
import { useNavigate } from '@tanstack/react-router';
import { Bookmark, Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { Button, buttonClass } from '@/components/Button';
import { Dialog } from '@/components/Dialog';
import { Checkbox, TextField } from '@/components/Field';
import { useAction } from '@/data/actions';
import { query } from '@/data/query';
import { removeView, saveView, useViews, viewsKey } from '@/data/resources/views';
import { actionStrings } from '@/strings/actions';
import { jobsStrings } from '@/strings/jobs';
import { readJobsSearch } from './filter';
import type { JobsSearch } from './filter';

const words = jobsStrings.views;
const screen = 'jobs';
const itemClass =
  'flex min-h-8 cursor-default items-center gap-2.5 rounded-md px-2 text-sm outline-none data-[highlighted]:bg-hover';

function SaveDialog({ search, onClose }: { search: JobsSearch; onClose: () => void }) {
  const [name, setName] = useState('');
  const [isShared, setShared] = useState(false);
  const save = useAction({
    run: saveView,
    done: (_out, view: Parameters<typeof saveView>[0]) => words.saved(view.name),
    failed: () => words.notSaved,
    refreshes: [viewsKey],
  });
  return (
    <Dialog
      size="small"
      title={words.save}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{actionStrings.cancel}</Button>
          <Button
            kind="primary"
            disabled={!name.trim() || save.isPending}
            onClick={() =>
              save.mutate(
                { name: name.trim(), screen, query: query(search).slice(1), shared: isShared },
                { onSuccess: onClose },
              )
            }
          >
            {words.save}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3.5 p-4">
        <TextField
          label={words.name}
          maxLength={100}
          value={name}
          autoFocus
          onChange={(event) => setName(event.target.value)}
        />
        <Checkbox label={words.share} checked={isShared} onChange={(event) => setShared(event.target.checked)} />
      </div>
    </Dialog>
  );
}

/** Filters under names: one's own and those that colleagues share. */
export function SavedViews({ search }: { search: JobsSearch }) {
  const navigate = useNavigate();
  const views = useViews();
  const [isSaving, setSaving] = useState(false);
  const remove = useAction({
    run: ({ id }: { id: string; name: string }) => removeView(id),
    done: (_out, { name }) => words.removed(name),
    failed: () => words.notRemoved,
    refreshes: [viewsKey],
  });
  const own = views.data?.views.filter((view) => view.screen === screen) ?? [];
  return (
    <>
      <Radix.Root modal={false}>
        <Radix.Trigger aria-label={words.title} className={buttonClass('plain', undefined, true)}>
          <Bookmark aria-hidden className="size-4" />
        </Radix.Trigger>
        <Radix.Content
          align="end"
          sideOffset={6}
          collisionPadding={8}
          className="z-40 w-64 animate-appear rounded-xl border bg-raised p-1 shadow-pop"
        >
          <Radix.Label className="px-2 py-1 text-xs text-ink-3">{words.title}</Radix.Label>
          {own.length === 0 && (
            <p className="px-2 pb-2 text-sm text-ink-2">
              {words.none}
              <span className="block text-xs text-ink-3">{words.noneHint}</span>
            </p>
          )}
          {own.map((view) => (
            <div key={view.id} className="flex items-center">
              <Radix.Item
                className={`${itemClass} min-w-0 flex-1`}
                onSelect={() =>
                  void navigate({
                    to: '/jobs',
                    search: readJobsSearch(Object.fromEntries(new URLSearchParams(view.query))),
                  })
                }
              >
                <span dir="auto" className="min-w-0 flex-1 truncate">
                  {view.name}
                </span>
                {view.shared && <span className="truncate text-xs text-ink-3">{words.sharedBy(view.owner)}</span>}
              </Radix.Item>
              <Radix.Item
                aria-label={words.remove(view.name)}
                className={itemClass}
                onSelect={() => remove.mutate({ id: view.id, name: view.name })}
              >
                <Trash2 aria-hidden className="size-3.5 text-ink-3" />
              </Radix.Item>
            </div>
          ))}
          <Radix.Separator className="-mx-1 my-1 border-t" />
          <Radix.Item className={itemClass} onSelect={() => setSaving(true)}>
            <Plus aria-hidden className="size-4 text-ink-3" />
            {words.save}
          </Radix.Item>
        </Radix.Content>
      </Radix.Root>
      {isSaving && <SaveDialog search={search} onClose={() => setSaving(false)} />}
    </>
  );
}
