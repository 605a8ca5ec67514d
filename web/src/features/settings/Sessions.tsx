import { useState } from 'react';
import { AsyncState } from '@/components/AsyncState';
import { Badge } from '@/components/Badge';
import { Button } from '@/components/Button';
import { Card } from '@/components/Card';
import { Checkbox } from '@/components/Field';
import { TimeAgo } from '@/components/Time';
import { useAction } from '@/data/actions';
import { revokeSession, settingsKeys, useSessions } from '@/data/resources/settings';
import { useMay } from '@/data/session';
import { settingsStrings as words } from '@/strings/settings';

/** "Firefox on Linux" from a User-Agent; the whole text where it says nothing known. */
export function browserOf(agent: string): string {
  const browser = ['Edg', 'Firefox', 'Chrome', 'Safari'].find((each) => agent.includes(each));
  const system = ['Android', 'iPhone', 'Windows', 'Mac OS', 'Linux'].find((each) => agent.includes(each));
  if (!browser) return agent.slice(0, 60);
  return [browser.replace('Edg', 'Edge'), system].filter(Boolean).join(' · ');
}

/** Where one is signed in, and the way to end it from here. */
export function Sessions() {
  const mayAll = useMay('admin');
  const [isAll, setAll] = useState(false);
  const sessions = useSessions(isAll);
  const end = useAction({
    run: (id: string) => revokeSession(id),
    done: () => words.done.ended,
    failed: () => words.notSaved,
    refreshes: [settingsKeys.sessions],
  });
  return (
    <Card
      title={words.sessions}
      action={
        mayAll && (
          <Checkbox label={words.everybody} checked={isAll} onChange={(event) => setAll(event.target.checked)} />
        )
      }
    >
      <AsyncState query={sessions} rows={2}>
        {({ sessions: rows }) => (
          <ul className="divide-y">
            {rows.map((session) => (
              <li key={session.id} className="flex items-center gap-3 px-4 py-2 text-sm">
                <div className="min-w-0 flex-1">
                  <p className="flex flex-wrap items-center gap-2 font-medium">
                    <span dir="auto">{browserOf(session.user_agent)}</span>
                    {session.current && <Badge tone="good">{words.thisOne}</Badge>}
                  </p>
                  <p className="text-xs text-ink-3">
                    {isAll && `${session.email} · `}
                    {session.remote} · <TimeAgo time={session.created_at} />
                  </p>
                </div>
                {!session.current && (
                  <Button aria-label={words.endSession(session.email)} onClick={() => end.mutate(session.id)}>
                    {words.end}
                  </Button>
                )}
              </li>
            ))}
          </ul>
        )}
      </AsyncState>
    </Card>
  );
}
