import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Outlet, useRouter } from '@tanstack/react-router';
import { Suspense, lazy, useEffect, useState } from 'react';
import { Notices } from '@/components/Notices';
import { LiveProvider } from '@/data/LiveProvider';
import { resumeRequests } from '@/data/signInGate';
import { leavingStore, onOtherTabSignedOut, sessionQuery } from '@/data/session';
import { closeFrameDialog, frameDialogStore } from '@/features/palette/store';
import { useStore } from '@/lib/store';
import { strings } from '@/strings';
import { Sidebar, TabBar } from './Navigation';
import { useFrameKeys } from './useFrameKeys';
import { usePlaceCounts } from './usePlaceCounts';

const CommandPalette = lazy(() => import('@/features/palette/CommandPalette'));
const KeyList = lazy(() => import('@/features/palette/KeyList'));
const SignInAgain = lazy(async () => ({ default: (await import('./SignInAgain')).SignInAgain }));

function FrameDialog() {
  const open = useStore(frameDialogStore);
  useEffect(() => closeFrameDialog, []);
  return (
    <Suspense>
      {open === 'palette' && <CommandPalette onClose={closeFrameDialog} />}
      {open === 'keys' && <KeyList onClose={closeFrameDialog} />}
    </Suspense>
  );
}

function Frame() {
  const counts = usePlaceCounts();
  useFrameKeys();
  return (
    <>
      <a
        href="#content"
        className="sr-only z-50 rounded-lg bg-inverse px-3 py-2 text-sm text-on-inverse focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
      >
        {strings.skipToContent}
      </a>
      <div className="flex">
        <Sidebar counts={counts} />
        <div className="min-w-0 flex-1">
          <Outlet />
        </div>
      </div>
      <TabBar counts={counts} />
      <FrameDialog />
      <Notices />
    </>
  );
}

/** Leads to the login when another tab of this browser has signed out. */
function useOtherTabs(): void {
  const queries = useQueryClient();
  const router = useRouter();
  useEffect(
    () =>
      onOtherTabSignedOut(() => {
        leavingStore.set(true);
        queries.setQueryData(sessionQuery.queryKey, null);
        resumeRequests(false);
        const next = router.history.location.href;
        void router.navigate({ to: '/login', search: { next, ended: '1' }, replace: true });
      }),
    [queries, router],
  );
}

/** Everything behind the login: navigation around the screens, one feed below them. */
export function Shell() {
  const { data: session } = useQuery(sessionQuery);
  const isLeaving = useStore(leavingStore);
  const [last, setLast] = useState(session);
  if (session && session !== last) setLast(session);
  useOtherTabs();

  const known = session ?? last;
  if (!known || (isLeaving && !session)) return null;
  const hasEnded = !session;
  return (
    <>
      {/* Out of sight, not gone: what was entered must be there when its writer is back. */}
      <div className={hasEnded ? 'invisible' : undefined} inert={hasEnded}>
        <LiveProvider session={known} isPaused={hasEnded} key={known.user.id}>
          <Frame />
        </LiveProvider>
      </div>
      <Suspense>{hasEnded && <SignInAgain last={known} />}</Suspense>
    </>
  );
}
