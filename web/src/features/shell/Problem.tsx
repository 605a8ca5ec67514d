import { Link } from '@tanstack/react-router';
import { Compass, RotateCw, TriangleAlert } from 'lucide-react';
import { Button, buttonClass } from '@/components/Button';
import { Logo } from '@/components/Logo';
import { EmptyState } from '@/components/States';
import { isApiError } from '@/data/http';
import { strings } from '@/strings';

function Centre({ children }: { children: React.ReactNode }) {
  return (
    <main className="flex min-h-dvh flex-col items-center justify-center p-4">
      <Logo className="size-9" />
      <div className="w-full max-w-md">{children}</div>
    </main>
  );
}

export function NotFound() {
  return (
    <Centre>
      <EmptyState
        isPage
        icon={Compass}
        title={strings.errors.notFoundTitle}
        action={
          <Link to="/" className={buttonClass('primary')}>
            {strings.errors.toOverview}
          </Link>
        }
      >
        {strings.errors.notFound}
      </EmptyState>
    </Centre>
  );
}

/** What stands in place of a screen that cannot be shown at all. */
export function ScreenProblem({ error, reset }: { error: unknown; reset: () => void }) {
  const isApi = isApiError(error);
  return (
    <Centre>
      <div role="alert">
        <EmptyState
          isPage
          icon={TriangleAlert}
          title={isApi ? error.title : strings.errors.screenTitle}
          action={
            <Button kind="primary" onClick={() => (isApi ? reset() : window.location.reload())}>
              <RotateCw aria-hidden className="size-3.5" />
              {isApi ? strings.retry : strings.reload}
            </Button>
          }
        >
          {isApi ? error.message : strings.errors.screen}
        </EmptyState>
      </div>
    </Centre>
  );
}
