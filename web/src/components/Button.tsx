import { clsx } from 'clsx';
import type { ComponentProps } from 'react';

type Kind = 'primary' | 'plain' | 'quiet' | 'danger';

const kinds: Record<Kind, string> = {
  primary: 'bg-inverse text-on-inverse hover:opacity-90 shadow-card',
  plain: 'border border-line-strong bg-surface text-ink hover:bg-hover shadow-card',
  danger: 'bg-bad text-surface hover:opacity-90 shadow-card',
  quiet: 'text-ink-2 hover:bg-hover hover:text-ink',
};

export function buttonClass(kind: Kind = 'plain', extra?: string, isSquare = false): string {
  return clsx(
    'inline-flex h-8 shrink-0 items-center justify-center gap-1.5 rounded-lg text-sm font-medium whitespace-nowrap',
    isSquare ? 'w-8' : 'px-3',
    'transition-[background-color,opacity,color] disabled:pointer-events-none disabled:opacity-50',
    kinds[kind],
    extra,
  );
}

interface ButtonProps extends ComponentProps<'button'> {
  kind?: Kind;
}

export function Button({ kind = 'plain', className, type = 'button', ...rest }: ButtonProps) {
  return <button type={type} className={buttonClass(kind, className)} {...rest} />;
}

/** A square button with an icon; `label` is its name. */
export function IconButton({ label, className, ...rest }: ComponentProps<'button'> & { label: string }) {
  return (
    <button
      type="button"
      aria-label={label}
      className={clsx(
        'inline-flex size-8 shrink-0 items-center justify-center rounded-lg text-ink-2 transition-colors hover:bg-hover hover:text-ink',
        className,
      )}
      {...rest}
    />
  );
}
