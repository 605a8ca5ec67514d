import { Search, X } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { strings } from '@/strings';

interface SearchFieldProps {
  label: string;
  placeholder: string;
  value: string;
  onChange: (text: string) => void;
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || /^(?:INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}

/** A search box that "/" reaches from anywhere and Escape empties. */
export function SearchField({ label, placeholder, value, onChange }: SearchFieldProps) {
  const field = useRef<HTMLInputElement>(null);

  useEffect(() => {
    const focus = (event: KeyboardEvent): void => {
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      event.preventDefault();
      field.current?.focus();
    };
    document.addEventListener('keydown', focus);
    return () => document.removeEventListener('keydown', focus);
  }, []);

  return (
    <div role="search" className="relative min-w-0 flex-1 sm:max-w-72">
      <Search aria-hidden className="pointer-events-none absolute top-2 left-2.5 size-4 text-ink-3" />
      <input
        ref={field}
        type="text"
        inputMode="search"
        aria-label={label}
        aria-keyshortcuts="/"
        placeholder={placeholder}
        value={value}
        maxLength={200}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') onChange('');
        }}
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
    </div>
  );
}
