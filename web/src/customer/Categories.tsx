import { useId, useState } from 'react';
import { Field, inputClass } from '@/components/Field';
import { categories as known } from './categories';

const most = 10;

/** The lines of business, most important first: from the list, or in the customer's own words. */
export function CategoryPicker({
  value,
  problem,
  change,
}: {
  value: string[];
  problem?: string | undefined;
  change: (next: string[]) => void;
}) {
  const [text, setText] = useState('');
  const list = useId();
  const add = (name: string) => {
    const word = name.trim().slice(0, 120);
    setText('');
    if (word && value.length < most && !value.some((each) => each.toLowerCase() === word.toLowerCase()))
      change([...value, word]);
  };
  return (
    <div className="flex flex-col gap-2">
      <Field
        label="Categories"
        hint="Type to search, then press Enter. The first one is the most important."
        problem={problem}
      >
        {(ids) => (
          <input
            {...ids}
            list={list}
            value={text}
            autoComplete="off"
            className={`${inputClass} h-9`}
            onChange={({ target }) => (known.includes(target.value) ? add(target.value) : setText(target.value))}
            onKeyDown={(event) => {
              if (event.key !== 'Enter') return;
              event.preventDefault();
              add(text);
            }}
            onBlur={() => add(text)}
          />
        )}
      </Field>
      <datalist id={list}>
        {known.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      {value.length > 0 && (
        <ul aria-label="Chosen categories" className="flex flex-wrap gap-2">
          {value.map((name) => (
            <li key={name} className="flex items-center gap-1 rounded-full bg-idle-soft py-1 pr-1 pl-3 text-sm">
              {name}
              <button
                type="button"
                aria-label={`Remove ${name}`}
                className="flex size-6 items-center justify-center rounded-full hover:bg-hover"
                onClick={() => change(value.filter((each) => each !== name))}
              >
                ×
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
