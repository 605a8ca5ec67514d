import { Eye, EyeOff } from 'lucide-react';
import { useId, useRef, useState } from 'react';
import type { SubmitEvent } from 'react';
import { Button, IconButton } from '@/components/Button';
import { login } from '@/data/api';
import { isApiError } from '@/data/http';
import { asText } from '@/data/read';
import type { Session } from '@/data/types';
import { serverNow, useNow } from '@/lib/clock';
import { formatDuration } from '@/lib/format';
import { strings } from '@/strings';

const inputClass =
  'h-10 w-full rounded-lg border border-line-strong bg-surface px-3 text-base placeholder:text-ink-3 aria-invalid:border-bad-solid';

/** Used when the server says "too many" without saying how long. */
const defaultWaitSeconds = 30;

function messageOf(error: unknown): string {
  if (isApiError(error, 401)) return strings.login.wrong;
  return error instanceof Error ? error.message : strings.errors.unreachable;
}

function isCodeAsked(error: unknown): boolean {
  return isApiError(error, 401) && asText(error.problem['type']).endsWith(':totp_required');
}

function Waiting({ until }: { until: number }) {
  const left = until - useNow(1);
  return left > 0 ? <>{strings.login.tooMany(formatDuration(left))}</> : null;
}

interface LoginFormProps {
  /** What stands above the fields at first. */
  notice: string | null;
  /** Filled in for who was here before. */
  email?: string;
  onSession: (session: Session) => void;
}

export function LoginForm({ notice, email = '', onSession }: LoginFormProps) {
  const id = useId();
  const emailField = useRef<HTMLInputElement>(null);
  const passwordField = useRef<HTMLInputElement>(null);
  const [problem, setProblem] = useState<string | null>(notice);
  const [waitUntil, setWaitUntil] = useState(0);
  const [isBusy, setBusy] = useState(false);
  const [isShown, setShown] = useState(false);
  const [needsCode, setNeedsCode] = useState(false);
  const codeField = useRef<HTMLInputElement>(null);
  const isWaiting = waitUntil > useNow(1);

  async function submit(event: SubmitEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const address = emailField.current?.value.trim() ?? '';
    const password = passwordField.current?.value ?? '';
    if (!address || !password) {
      setProblem(address ? strings.login.needPassword : strings.login.needEmail);
      (address ? passwordField : emailField).current?.focus();
      return;
    }
    setBusy(true);
    setProblem(null);
    try {
      onSession(await login(address, password, codeField.current?.value.trim()));
    } catch (error) {
      setBusy(false);
      if (isCodeAsked(error)) {
        // The first time nothing is wrong: the account has a second factor.
        setProblem(needsCode ? strings.login.wrongCode : null);
        setNeedsCode(true);
        return;
      }
      if (isApiError(error, 429)) setWaitUntil(serverNow() + (error.retryAfter ?? defaultWaitSeconds) * 1_000);
      else setProblem(messageOf(error));
      passwordField.current?.select();
    }
  }

  return (
    <form onSubmit={(event) => void submit(event)} noValidate className="flex flex-col gap-4">
      <div role="alert" className="contents">
        {(problem || isWaiting) && (
          <p className="animate-appear rounded-lg bg-bad-soft px-3 py-2 text-sm text-bad">
            {isWaiting ? <Waiting until={waitUntil} /> : problem}
          </p>
        )}
      </div>
      <label className="flex flex-col gap-1.5 text-sm font-medium" htmlFor={`${id}-email`}>
        {strings.login.email}
        <input
          ref={emailField}
          id={`${id}-email`}
          type="email"
          name="email"
          autoComplete="username"
          defaultValue={email}
          autoFocus={!email}
          required
          className={inputClass}
        />
      </label>
      <div className="flex flex-col gap-1.5 text-sm font-medium">
        <label htmlFor={`${id}-password`}>{strings.login.password}</label>
        <span className="relative">
          <input
            ref={passwordField}
            id={`${id}-password`}
            type={isShown ? 'text' : 'password'}
            name="password"
            autoComplete="current-password"
            autoFocus={Boolean(email)}
            required
            className={`${inputClass} pr-10`}
          />
          <IconButton
            label={isShown ? strings.login.hide : strings.login.show}
            className="absolute top-1 right-1"
            onClick={() => setShown(!isShown)}
          >
            {isShown ? <EyeOff aria-hidden className="size-4" /> : <Eye aria-hidden className="size-4" />}
          </IconButton>
        </span>
      </div>
      {needsCode && (
        <label className="flex flex-col gap-1.5 text-sm font-medium" htmlFor={`${id}-code`}>
          {strings.login.code}
          <input
            ref={codeField}
            id={`${id}-code`}
            inputMode="numeric"
            autoComplete="one-time-code"
            maxLength={32}
            autoFocus
            className={inputClass}
          />
        </label>
      )}
      <Button kind="primary" type="submit" className="h-10" disabled={isBusy || isWaiting}>
        {isBusy ? strings.login.busy : strings.login.submit}
      </Button>
    </form>
  );
}
