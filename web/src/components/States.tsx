import type { LucideIcon } from 'lucide-react';
import { CloudOff } from 'lucide-react';
import type { ReactNode } from 'react';
import { ApiError } from '@/data/http';
import { strings } from '@/strings';
import { useDelayed } from '@/lib/useDelayed';
import { Button } from './Button';

interface StateProps {
  icon: LucideIcon;
  title: string;
  children?: ReactNode;
  /** A command or buttons under the text. */
  action?: ReactNode;
  /** Whether the title is that of the whole page. */
  isPage?: boolean;
}

/** What stands where a list would be: says why it is empty and what to do. */
export function EmptyState({ icon: Icon, title, children, action, isPage = false }: StateProps) {
  const Title = isPage ? 'h1' : 'p';
  return (
    <div className="flex flex-col items-center px-6 py-10 text-center">
      <span aria-hidden className="mb-3 flex size-10 items-center justify-center rounded-full bg-idle-soft text-idle">
        <Icon className="size-5" strokeWidth={1.75} />
      </span>
      <Title className="font-medium">{title}</Title>
      {children && <div className="mt-1 max-w-sm text-sm text-balance text-ink-2">{children}</div>}
      {action && <div className="mt-4">{action}</div>}
    </div>
  );
}

/** A command to type, as it is. */
export function Command({ children }: { children: string }) {
  return (
    <code className="inline-block rounded-md border bg-canvas px-2 py-0.5 font-mono text-xs text-ink">{children}</code>
  );
}

export function ErrorState({ error, retry }: { error: unknown; retry: () => void }) {
  const title = error instanceof ApiError ? error.title : strings.errors.screenTitle;
  const detail = error instanceof Error && error.message !== title ? error.message : null;
  return (
    <div role="alert">
      <EmptyState icon={CloudOff} title={title} action={<Button onClick={retry}>{strings.retry}</Button>}>
        {detail}
      </EmptyState>
    </div>
  );
}

/** Over data that is still shown although its refresh failed. */
export function StaleNotice({ error, retry }: { error: unknown; retry: () => void }) {
  const message = error instanceof Error ? error.message : '';
  return (
    <div
      role="alert"
      className="mb-4 flex flex-wrap items-center gap-x-3 gap-y-2 rounded-xl bg-warn-soft px-4 py-2.5 text-sm text-warn"
    >
      <strong className="font-semibold">{strings.errors.staleTitle}</strong>
      <span className="min-w-0 flex-1">{message}</span>
      <Button onClick={retry}>{strings.retry}</Button>
    </div>
  );
}

/** Grey bars in the place of rows; nothing at all during the first moment. */
export function SkeletonRows({ rows, className = 'h-14' }: { rows: number; className?: string }) {
  const visible = useDelayed(true);
  return (
    <div role="status" aria-label={strings.loading}>
      {Array.from({ length: rows }, (_, index) => (
        <div key={index} className={`flex items-center gap-4 border-b px-4 last:border-b-0 ${className}`}>
          {visible && (
            <>
              <span className="h-3 w-1/3 animate-pulse-slow rounded-full bg-track" />
              <span className="ml-auto h-3 w-1/5 animate-pulse-slow rounded-full bg-track" />
            </>
          )}
        </div>
      ))}
    </div>
  );
}
