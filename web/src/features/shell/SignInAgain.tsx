import { useQueryClient } from '@tanstack/react-query';
import { Logo } from '@/components/Logo';
import { resumeRequests } from '@/data/signInGate';
import { forgetData, sessionQuery } from '@/data/session';
import type { Session } from '@/data/types';
import { LoginForm } from '@/features/login/LoginForm';
import { strings } from '@/strings';
import { signInAgainStrings } from '@/strings/shell';

/**
 * Over a screen whose session has ended. The screen stays mounted below, out of sight, with everything that was entered;
 * what waited for an answer is sent again once the same person is back.
 */
export function SignInAgain({ last }: { last: Session }) {
  const queries = useQueryClient();

  function enter(session: Session): void {
    const isSame = session.user.id === last.user.id;
    if (!isSame) forgetData(queries);
    void queries.cancelQueries({ queryKey: sessionQuery.queryKey });
    queries.setQueryData(sessionQuery.queryKey, session);
    resumeRequests(isSame);
  }

  return (
    <main className="fixed inset-0 z-50 flex flex-col items-center justify-center overflow-y-auto bg-canvas px-4 py-10">
      <div className="w-full max-w-88">
        <div className="mb-7 flex flex-col items-center text-center">
          <Logo className="mb-4 size-11" />
          <h1 className="text-xl font-semibold tracking-tight">{signInAgainStrings.title}</h1>
          <p className="mt-1 text-sm text-ink-2">{signInAgainStrings.lead}</p>
        </div>
        <div className="rounded-2xl border bg-surface p-6 shadow-card">
          <LoginForm notice={strings.login.ended} email={last.user.email} onSession={enter} />
        </div>
      </div>
    </main>
  );
}
