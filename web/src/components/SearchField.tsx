import { clsx } from 'clsx';
import { Search, X } from 'lucide-react';
import { useId, useRef, useState } from 'react';
import type { KeyboardEvent } from 'react';
import { useKeys } from '@/lib/keys';
import { strings } from '@/strings';

export interface SearchSuggestion {
  key: string;
  label: string;
  note: string;
  choose: () => void;
}

interface SearchFieldProps {
  label: string;
  placeholder: string;
  value: string;
  onChange: (text: string) => void;
  suggestions?: readonly SearchSuggestion[];
  suggestionsLabel?: string;
}

/** A search box that "/" reaches from anywhere and Escape empties; below it, what the words may mean. */
export function SearchField(props: SearchFieldProps) {
  const { label, placeholder, value, onChange, suggestions = [], suggestionsLabel = label } = props;
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const [isOpen, setOpen] = useState(false);
  const [at, setAt] = useState(-1);
  useKeys({ '/': () => field.current?.focus() });

  const shown = isOpen ? suggestions : [];
  const active = at < shown.length ? at : -1;

  function choose(suggestion: SearchSuggestion): void {
    setOpen(false);
    setAt(-1);
    suggestion.choose();
  }

  function hear(event: KeyboardEvent): void {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && shown.length > 0) {
      event.preventDefault();
      // One more place than suggestions: the text itself, at -1.
      setAt(((active + 1 + step + shown.length + 1) % (shown.length + 1)) - 1);
    } else if (event.key === 'Enter') {
      const chosen = shown[active];
      if (chosen) choose(chosen);
      else setOpen(false);
    } else if (event.key === 'Escape') {
      if (shown.length > 0) setOpen(false);
      else onChange('');
    }
  }

  return (
    <div role="search" className="relative min-w-32 flex-1 md:max-w-80">
      <Search aria-hidden className="pointer-events-none absolute top-2 left-2.5 size-4 text-ink-3" />
      <input
        ref={field}
        type="text"
        inputMode="search"
        role={suggestions.length > 0 ? 'combobox' : undefined}
        aria-expanded={suggestions.length > 0 ? shown.length > 0 : undefined}
        aria-controls={shown.length > 0 ? `${id}-list` : undefined}
        aria-activedescendant={active >= 0 ? `${id}-${active}` : undefined}
        aria-label={label}
        aria-keyshortcuts="/"
        autoComplete="off"
        spellCheck={false}
        placeholder={placeholder}
        value={value}
        maxLength={200}
        onChange={(event) => {
          onChange(event.target.value);
          setOpen(true);
          setAt(-1);
        }}
        onBlur={() => setOpen(false)}
        onKeyDown={hear}
        className="h-8 w-full rounded-lg border border-line-strong bg-surface pr-8 pl-8 text-sm shadow-card placeholder:text-ink-3"
      />
      {value ? (
        <button
          type="button"
          aria-label={strings.jobs.clearSearch}
          onClick={() => {
            onChange('');
            field.current?.focus();
          }}
          className="absolute top-1 right-1 flex size-6 items-center justify-center rounded-md text-ink-3 hover:bg-hover hover:text-ink"
        >
          <X aria-hidden className="size-3.5" />
        </button>
      ) : (
        <kbd
          aria-hidden
          className="pointer-events-none absolute top-1.5 right-1.5 hidden rounded border px-1.5 font-sans text-2xs text-ink-3 sm:block"
        >
          /
        </kbd>
      )}
      {shown.length > 0 && (
        <ul
          id={`${id}-list`}
          role="listbox"
          aria-label={suggestionsLabel}
          className="absolute inset-x-0 top-9 z-30 max-h-80 animate-appear overflow-y-auto rounded-xl border bg-raised p-1 shadow-pop"
        >
          {shown.map((suggestion, index) => (
            <li
              key={suggestion.key}
              id={`${id}-${index}`}
              role="option"
              aria-selected={index === active}
              onPointerMove={() => setAt(index)}
              // Before the field loses the focus and the list closes.
              onPointerDown={(event) => {
                event.preventDefault();
                choose(suggestion);
              }}
              className={clsx(
                'flex min-h-8 cursor-default items-center gap-3 rounded-md px-2 text-sm',
                index === active && 'bg-hover',
              )}
            >
              <span dir="auto" className="min-w-0 flex-1 truncate">
                {suggestion.label}
              </span>
              <span className="shrink-0 text-xs text-ink-3">{suggestion.note}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
