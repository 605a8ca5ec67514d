import { clsx } from 'clsx';
import { useId } from 'react';
import type { ComponentProps, ReactNode } from 'react';

export const inputClass =
  'w-full rounded-lg border border-line-strong bg-surface px-2.5 text-sm shadow-card placeholder:text-ink-3 aria-invalid:border-bad-solid disabled:opacity-60';

interface FieldProps {
  label: string;
  hint?: string | undefined;
  /** What is wrong with the value; announced and shown below it. */
  problem?: string | undefined;
  className?: string | undefined;
  children: (ids: { id: string; 'aria-describedby': string | undefined; 'aria-invalid': boolean }) => ReactNode;
}

/** A labelled control with its hint and its problem, tied together for screen readers. */
export function Field({ label, hint, problem, className, children }: FieldProps) {
  const id = useId();
  const note = problem ?? hint;
  return (
    <div className={clsx('flex min-w-0 flex-col gap-1', className)}>
      <label htmlFor={id} className="text-sm font-medium">
        {label}
      </label>
      {children({ id, 'aria-describedby': note ? `${id}-note` : undefined, 'aria-invalid': Boolean(problem) })}
      {note && (
        <p id={`${id}-note`} className={clsx('text-xs', problem ? 'text-bad' : 'text-ink-3')}>
          {note}
        </p>
      )}
    </div>
  );
}

type Own = Pick<FieldProps, 'label' | 'hint' | 'problem'> & { className?: string | undefined };

export function TextField({ label, hint, problem, className, ...rest }: Own & ComponentProps<'input'>) {
  return (
    <Field label={label} hint={hint} problem={problem} className={className}>
      {(ids) => <input type="text" autoComplete="off" {...rest} {...ids} className={clsx(inputClass, 'h-9')} />}
    </Field>
  );
}

export function TextArea({ label, hint, problem, className, ...rest }: Own & ComponentProps<'textarea'>) {
  return (
    <Field label={label} hint={hint} problem={problem} className={className}>
      {(ids) => <textarea rows={4} {...rest} {...ids} className={clsx(inputClass, 'py-1.5')} />}
    </Field>
  );
}

type Options = readonly (readonly [value: string, label: string])[];

export function SelectField({
  label,
  hint,
  problem,
  className,
  options,
  ...rest
}: Own & { options: Options } & ComponentProps<'select'>) {
  return (
    <Field label={label} hint={hint} problem={problem} className={className}>
      {(ids) => (
        <select {...rest} {...ids} className={clsx(inputClass, 'h-9')}>
          {options.map(([value, text]) => (
            <option key={value} value={value} className="bg-raised text-ink">
              {text}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

export function Checkbox({
  label,
  isHidden = false,
  ...rest
}: { label: string; isHidden?: boolean } & ComponentProps<'input'>) {
  return (
    <label className="inline-flex min-h-6 cursor-pointer items-center gap-2 text-sm has-disabled:cursor-default">
      <input type="checkbox" className="size-4 shrink-0 accent-run-solid" {...rest} />
      <span className={isHidden ? 'sr-only' : undefined}>{label}</span>
    </label>
  );
}
