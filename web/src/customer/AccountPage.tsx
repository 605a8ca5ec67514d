import { useCallback, useEffect, useState } from 'react';
import type { FormEvent } from 'react';
import { TextField } from '@/components/Field';
import { call, Refused, words } from './api';
import { BigButton, Link, Note, Page, Panel, Waiting, bigButton } from './parts';
import { go } from './router';
import { jobWords } from './texts';
import type { Account } from './types';

/** The token behind '#', taken out of the address bar before anything else sees it. */
function takeToken(): string {
  const token = window.location.hash.slice(1);
  if (token) window.history.replaceState(null, '', window.location.pathname);
  return token;
}

function AskForLink({ problem }: { problem: string }) {
  const [isSent, setSent] = useState(false);
  const [failure, setFailure] = useState('');
  const send = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const email = new FormData(event.currentTarget).get('email');
    try {
      await call('POST', '/api/my/login', { email });
      setSent(true);
    } catch (error) {
      setFailure(words(error));
    }
  };
  return (
    <Page
      title="My orders"
      lead="We send a login link to the e-mail address that you bought with. There is no password."
    >
      <div className="flex flex-col gap-5">
        {problem && <Note tone="bad">{problem}</Note>}
        {failure && <Note tone="bad">{failure}</Note>}
        {isSent ? (
          <Note tone="good">
            If there is an order with this address, a link is on its way. It works once, for half an hour. Look into
            your spam folder too.
          </Note>
        ) : (
          <Panel>
            <form className="flex flex-col items-start gap-4" onSubmit={(event) => void send(event)}>
              <TextField label="E-mail" name="email" type="email" required autoComplete="email" className="w-full" />
              <BigButton type="submit">Send me a link</BigButton>
            </form>
          </Panel>
        )}
      </div>
    </Page>
  );
}

function Privacy({ account, changed }: { account: Account; changed: () => void }) {
  const [confirm, setConfirm] = useState('');
  const [said, setSaid] = useState<{ tone: 'good' | 'bad'; text: string }>();
  const act = async (path: string, body: unknown, done: string) => {
    try {
      await call('POST', path, body);
      setSaid({ tone: 'good', text: done });
      changed();
    } catch (error) {
      setSaid({ tone: 'bad', text: words(error) });
    }
  };
  return (
    <Panel title="Privacy">
      <div className="flex flex-col gap-5">
        {said && <Note tone={said.tone}>{said.text}</Note>}
        <div className="flex flex-wrap gap-3">
          <a href="/api/my/export" download className={bigButton('plain')}>
            Download my data
          </a>
          <BigButton
            kind="plain"
            onClick={() => void act('/api/my/links/revoke', {}, 'All links and other windows were signed out.')}
          >
            Withdraw all links
          </BigButton>
        </div>
        <details className="rounded-lg border p-4">
          <summary className="font-medium">Erase my data</summary>
          <div className="mt-3 flex flex-col items-start gap-3">
            <p className="text-ink-2">
              Your profile, pictures and what we sent are erased, and orders that still run are cancelled. This cannot
              be undone. Listings that are live stay at their directories.
            </p>
            <TextField
              label={`Type ${account.customer.email} to confirm`}
              value={confirm}
              onChange={(event) => setConfirm(event.target.value)}
              className="w-full"
            />
            <BigButton
              kind="danger"
              disabled={!confirm}
              onClick={() => void act('/api/my/erase', { confirm }, 'Your data were erased.')}
            >
              Erase everything
            </BigButton>
          </div>
        </details>
      </div>
    </Panel>
  );
}

export default function AccountPage() {
  const [account, setAccount] = useState<Account>();
  const [problem, setProblem] = useState('');
  const [isOut, setOut] = useState(false);
  const [token] = useState(takeToken);

  const look = useCallback(async (link = '') => {
    try {
      if (link) await call('POST', '/api/my/open', { token: link });
      const found = await call<Account>('GET', '/api/my');
      if (found.session.job_id) return go(`/my/jobs/${found.session.job_id}`, true);
      setAccount(found);
    } catch (error) {
      setOut(true);
      setProblem(error instanceof Refused && error.code === 'unauthenticated' ? '' : words(error));
    }
  }, []);
  useEffect(() => void look(token), [look, token]);

  if (isOut) return <AskForLink problem={problem} />;
  if (!account)
    return (
      <Page title="My orders">
        <Waiting what="Loading…" />
      </Page>
    );
  return (
    <Page
      title="My orders"
      lead={account.customer.email}
      action={
        <BigButton kind="plain" onClick={() => void call('POST', '/api/my/logout', {}).then(() => setOut(true))}>
          Sign out
        </BigButton>
      }
    >
      <div className="flex flex-col gap-6">
        <ul className="flex flex-col gap-3">
          {account.jobs.map((job) => (
            <li key={job.id}>
              <Link
                to={`/my/jobs/${job.id}`}
                className="flex flex-wrap items-center gap-x-4 gap-y-1 rounded-xl border bg-surface p-4 shadow-card hover:border-line-strong"
              >
                <span className="font-semibold">{job.package_title}</span>
                <span className="text-ink-3">
                  {new Date(job.created_at).toLocaleDateString('en', { dateStyle: 'medium' })}
                </span>
                <span className="ml-auto text-ink-2">{jobWords(job)}</span>
              </Link>
            </li>
          ))}
        </ul>
        <p>
          <Link to="/my/profile" className={bigButton('plain')}>
            Edit my business profile
          </Link>
        </p>
        <Privacy account={account} changed={() => void look()} />
      </div>
    </Page>
  );
}
