import { clsx } from 'clsx';
import { Search } from 'lucide-react';
import { useEffect, useId, useMemo, useRef, useState } from 'react';
import { paletteStrings as words } from '@/strings/shell';
import { matches } from './match';
import { useCommands } from './useCommands';
import type { Command } from './useCommands';
import { useFound } from './useFound';

const mostShown = 40;

function groupsOf(commands: Command[]): [string, Command[]][] {
  const groups = new Map<string, Command[]>();
  for (const command of commands) groups.set(command.group, [...(groups.get(command.group) ?? []), command]);
  return [...groups];
}

/** One field for everything: screens, commands, and what the data holds under the typed words. */
export default function CommandPalette({ onClose }: { onClose: () => void }) {
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const [text, setText] = useState('');
  const [active, setActive] = useState(0);
  const commands = useCommands();
  const found = useFound(text);
  const shown = useMemo(
    () => [...commands.filter((each) => matches(text, each.label)), ...found].slice(0, mostShown),
    [commands, found, text],
  );
  const at = Math.min(active, shown.length - 1);

  useEffect(() => {
    const element = dialog.current;
    if (element && !element.open) element.showModal();
    return () => element?.close();
  }, []);

  useEffect(() => {
    document.getElementById(`${id}-${at}`)?.scrollIntoView?.({ block: 'nearest' });
  }, [id, at]);

  function run(command: Command | undefined): void {
    if (!command) return;
    onClose();
    command.run();
  }

  function hear(event: React.KeyboardEvent): void {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      setActive((at + step + shown.length) % Math.max(shown.length, 1));
    } else if (event.key === 'Enter') {
      event.preventDefault();
      run(shown[at]);
    } else if (event.key === 'Escape') {
      event.preventDefault();
      onClose();
    }
  }

  let index = -1;
  return (
    <dialog
      ref={dialog}
      aria-label={words.title}
      onClose={onClose}
      onClick={(event) => event.target === dialog.current && onClose()}
      className="mx-auto mt-[12vh] mb-auto w-[min(36rem,calc(100vw-1.5rem))] max-w-none overflow-hidden rounded-2xl border bg-surface text-ink shadow-pop"
    >
      <div className="flex items-center gap-2.5 border-b px-4">
        <Search aria-hidden className="size-4 shrink-0 text-ink-3" />
        <input
          type="text"
          role="combobox"
          autoFocus
          autoComplete="off"
          spellCheck={false}
          maxLength={200}
          aria-label={words.title}
          aria-expanded={shown.length > 0}
          aria-controls={`${id}-list`}
          aria-activedescendant={shown.length > 0 ? `${id}-${at}` : undefined}
          placeholder={words.placeholder}
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setActive(0);
          }}
          onKeyDown={hear}
          className="h-12 min-w-0 flex-1 bg-transparent text-base outline-none placeholder:text-ink-3"
        />
      </div>
      <div
        id={`${id}-list`}
        role="listbox"
        aria-label={words.results}
        className="max-h-[min(24rem,60vh)] overflow-y-auto p-1.5"
      >
        {groupsOf(shown).map(([group, members]) => (
          <div key={group} role="group" aria-label={group}>
            <p aria-hidden className="px-2.5 pt-2 pb-1 text-2xs font-medium text-ink-3">
              {group}
            </p>
            {members.map((command) => {
              index += 1;
              const own = index;
              const Icon = command.icon;
              return (
                <div
                  key={command.id}
                  id={`${id}-${own}`}
                  role="option"
                  aria-selected={own === at}
                  onPointerMove={() => setActive(own)}
                  onClick={() => run(command)}
                  className={clsx(
                    'flex min-h-9 cursor-default items-center gap-2.5 rounded-lg px-2.5 py-1 text-sm',
                    own === at && 'bg-hover',
                  )}
                >
                  <Icon aria-hidden className="size-4 shrink-0 text-ink-3" />
                  <span dir="auto" className="min-w-0 flex-1 truncate">
                    {command.label}
                  </span>
                  {command.hint && <span className="shrink-0 text-xs text-ink-3">{command.hint}</span>}
                </div>
              );
            })}
          </div>
        ))}
      </div>
      {shown.length === 0 && (
        <p role="status" className="px-4 pb-6 text-center text-sm text-ink-2">
          <span className="block font-medium text-ink">{words.none}</span>
          {words.noneHint}
        </p>
      )}
    </dialog>
  );
}
