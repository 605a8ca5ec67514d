import { useState } from 'react';
import { Button } from '@/components/Button';
import { Card } from '@/components/Card';
import { CopyButton } from '@/components/CopyButton';
import { TextField } from '@/components/Field';
import { problemText, useAction } from '@/data/actions';
import { beginTotp, confirmTotp, removeTotp, setPassword, settingsKeys, useTotp } from '@/data/resources/settings';
import { settingsStrings as words } from '@/strings/settings';
import { Secret } from './Secret';

const shortestPassword = 12;

function Password() {
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const change = useAction({
    run: () => setPassword(current, next),
    done: () => words.passwordChanged,
    failed: () => words.passwordFailed,
    isSilent: true,
    refreshes: [settingsKeys.sessions],
  });
  return (
    <form
      className="flex flex-col gap-3 border-b px-4 py-4"
      onSubmit={(event) => {
        event.preventDefault();
        change.mutate(undefined, {
          onSuccess() {
            setCurrent('');
            setNext('');
          },
        });
      }}
    >
      <h3 className="text-xs font-semibold text-ink-2">{words.password}</h3>
      <TextField
        label={words.currentPassword}
        type="password"
        autoComplete="current-password"
        value={current}
        problem={change.isError ? problemText(change.error) : undefined}
        onChange={(event) => setCurrent(event.target.value)}
      />
      <TextField
        label={words.newPassword}
        type="password"
        autoComplete="new-password"
        hint={words.passwordHint}
        maxLength={128}
        value={next}
        onChange={(event) => setNext(event.target.value)}
      />
      <Button type="submit" className="self-start" disabled={next.length < shortestPassword || change.isPending}>
        {words.changePassword}
      </Button>
    </form>
  );
}

function SecondFactor() {
  const totp = useTotp();
  const [made, setMade] = useState<{ secret: string; url: string } | null>(null);
  const [codes, setCodes] = useState<string[] | null>(null);
  const [code, setCode] = useState('');
  const refreshes = [settingsKeys.totp];
  const begin = useAction({ run: () => beginTotp(), failed: () => words.notSaved });
  const confirm = useAction({
    run: () => confirmTotp(code.trim()),
    done: () => words.done.totpOn,
    failed: () => words.notSaved,
    refreshes,
  });
  const remove = useAction({
    run: () => removeTotp(code.trim()),
    done: () => words.done.totpOff,
    failed: () => words.notSaved,
    refreshes,
  });
  const { enabled = false, available = false, recovery_codes_left: left = 0 } = totp.data ?? {};
  const codeField = (
    <TextField
      label={words.code}
      hint={words.codeHint}
      inputMode="numeric"
      autoComplete="one-time-code"
      maxLength={32}
      value={code}
      onChange={(event) => setCode(event.target.value)}
    />
  );
  return (
    <section className="flex flex-col gap-3 px-4 py-4">
      <h3 className="text-xs font-semibold text-ink-2">{words.second}</h3>
      <p className="text-sm text-ink-2">
        {enabled ? words.secondOn(left) : available ? words.secondOff : words.secondUnavailable}
      </p>
      {enabled && (
        <>
          {codeField}
          <Button
            className="self-start"
            disabled={!code.trim() || remove.isPending}
            onClick={() => remove.mutate(undefined, { onSuccess: () => setCode('') })}
          >
            {words.turnOff}
          </Button>
        </>
      )}
      {!enabled && available && !made && (
        <Button
          className="self-start"
          disabled={begin.isPending}
          onClick={() => begin.mutate(undefined, { onSuccess: setMade })}
        >
          {words.turnOn}
        </Button>
      )}
      {!enabled && made && (
        <>
          <p className="text-sm font-medium">{words.secret}</p>
          <p className="flex items-center gap-2 rounded-lg border bg-canvas px-3 py-2">
            <code className="min-w-0 flex-1 font-mono text-xs break-all">{made.secret}</code>
            <CopyButton text={made.secret} label={words.secret} />
          </p>
          {made.url.startsWith('otpauth:') && (
            <a href={made.url} className="text-sm font-medium text-run underline-offset-4 hover:underline">
              {words.openApp}
            </a>
          )}
          {codeField}
          <Button
            kind="primary"
            className="self-start"
            disabled={!code.trim() || confirm.isPending}
            onClick={() =>
              confirm.mutate(undefined, {
                onSuccess(given) {
                  setCodes(given);
                  setMade(null);
                  setCode('');
                },
              })
            }
          >
            {words.confirm}
          </Button>
        </>
      )}
      {codes && (
        <Secret
          title={words.recovery}
          text={words.recoveryText}
          secret={codes.join('\n')}
          copyLabel={words.copyCodes}
          onClose={() => setCodes(null)}
        />
      )}
    </section>
  );
}

/** One's own password and second factor. */
export function Account() {
  return (
    <Card title={words.security}>
      <Password />
      <SecondFactor />
    </Card>
  );
}
