import { ChevronDown } from 'lucide-react';

interface SelectProps {
  label: string;
  value: string;
  options: readonly (readonly [value: string, label: string])[];
  onChange: (value: string) => void;
}

/** The browser's own select, which every keyboard, screen reader and phone knows. */
export function Select({ label, value, options, onChange }: SelectProps) {
  return (
    <span className="relative inline-flex">
      <select
        aria-label={label}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        className="h-8 appearance-none rounded-lg border border-line-strong bg-surface pr-8 pl-3 text-sm font-medium shadow-card"
      >
        {options.map(([each, text]) => (
          <option key={each} value={each} className="bg-raised text-ink">
            {text}
          </option>
        ))}
      </select>
      <ChevronDown aria-hidden className="pointer-events-none absolute top-2.5 right-2.5 size-3.5 text-ink-3" />
    </span>
  );
}
