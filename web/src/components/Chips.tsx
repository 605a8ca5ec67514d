import { clsx } from 'clsx';
import type { ReactNode } from 'react';

interface ChipsProps<T extends string> {
  label: string;
  options: readonly (readonly [value: T, label: ReactNode])[];
  value: T;
  onChange: (value: T) => void;
}

/** A row of choices of which one is on. */
export function Chips<T extends string>({ label, options, value, onChange }: ChipsProps<T>) {
  return (
    <div role="group" aria-label={label} className="flex flex-wrap gap-1">
      {options.map(([each, text]) => (
        <button
          key={each}
          type="button"
          aria-pressed={each === value}
          onClick={() => onChange(each)}
          className={clsx(
            'flex h-7 items-center gap-1.5 rounded-full px-2.5 text-xs font-medium transition-colors',
            each === value ? 'bg-inverse text-on-inverse' : 'text-ink-2 hover:bg-hover hover:text-ink',
          )}
        >
          {text}
        </button>
      ))}
    </div>
  );
}
