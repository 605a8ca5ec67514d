import { useQueryClient } from '@tanstack/react-query';
import { useNavigate, useRouter } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { Logo } from '@/components/Logo';
import { Command } from '@/components/States';
import { isApiError } from '@/data/http';
import { forgetData, sessionQuery } from '@/data/session';
import type { Session } from '@/data/types';
import { safeNextPath } from '@/lib/url';
import { strings } from '@/strings';
import { LoginForm } from './LoginForm';
import { spendLink } from './linkLogin';

export interface LoginSearch {
  token?: string;
  next?: string;
  ended?: string;
}

/** Login by e-mail and password, or by a one-time link whose token is spent as soon as the page opens. */
export function LoginPage({ token, next, ended }: LoginSearch) {
  const queries = useQueryClient();
  const router = useRouter();
  const navigate = useNavigate();
  const [linkToken] = useState(token);
  const [linkProblem, setLinkProblem] = useState<string | null>(null);

  function enter(session: Session): void {
    // An older question whether somebody is signed in must not answer "no" after this.
    void queries.cancelQueries({ queryKey: sessionQuery.queryKey });
    queries.setQueryData(sessionQuery.queryKey, session);
    router.history.replace(safeNextPath(next) ?? '/');
  }

  useEffect(() => forgetData(queries), [queries]);

  useEffect(() => {
    document.title = `${strings.login.title} · ${strings.product}`;
  }, []);

  useEffect(() => {
    if (!linkToken) return;
    // Out of the address bar and the history at once: a token must not be shared by accident.
    void navigate({ to: '/login', search: next ? { next } : {}, replace: true });
    spendLink(linkToken).then(enter, async (error: unknown) => {
      // Whoever opens a used link and is signed in already has what it was for.
      const session = await queries.ensureQueryData(sessionQuery).catch(() => null);
      if (session) {
        enter(session);
        return;
      }
      const isRefused = isApiError(error) && error.status >= 400 && error.status < 500 && error.status !== 429;
      setLinkProblem(isRefused || !(error instanceof Error) ? strings.login.usedLink : error.message);
    });
    // Only the token the page was opened with is spent, once.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [linkToken]);

  const isSpending = Boolean(linkToken) && linkProblem === null;
  const notice = linkProblem ?? (ended ? strings.login.ended : null);
  return (
    <main className="flex min-h-dvh flex-col items-center justify-center px-4 py-10">
      <div className="w-full max-w-88">
        <div className="mb-7 flex flex-col items-center text-center">
          <Logo className="mb-4 size-11" />
          <h1 className="text-xl font-semibold tracking-tight">{strings.login.title}</h1>
          <p className="mt-1 text-sm text-ink-2">{strings.login.lead}</p>
        </div>
        <div className="rounded-2xl border bg-surface p-6 shadow-card">
          {isSpending ? (
            <p role="status" className="py-8 text-center text-sm text-ink-2">
              {strings.login.link}
            </p>
          ) : (
            <LoginForm notice={notice} onSession={enter} />
          )}
        </div>
        <p className="mt-6 text-center text-xs leading-6 text-ink-3">
          {strings.login.help} <Command>{strings.login.command}</Command>
        </p>
      </div>
    </main>
  );
}
