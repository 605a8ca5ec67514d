import { KeyRound, Plus } from 'lucide-react';
import { useState } from 'react';
import { AskDialog } from '@/components/AskDialog';
import { AsyncState } from '@/components/AsyncState';
import { Button } from '@/components/Button';
import { Card } from '@/components/Card';
import { DataTable } from '@/components/DataTable';
import { SelectField, TextField } from '@/components/Field';
import { EmptyState } from '@/components/States';
import { TimeAgo } from '@/components/Time';
import { useAction } from '@/data/actions';
import { addApiKey, revokeApiKey, settingsKeys, useApiKeys } from '@/data/resources/settings';
import type { ApiKey } from '@/data/resources/settings';
import { settingsStrings as words } from '@/strings/settings';
import { Secret } from './Secret';

const names = words.keyColumns;
const refreshes = [settingsKeys.keys];

function AddKey({ onKey, onClose }: { onKey: (key: string) => void; onClose: () => void }) {
  const [name, setName] = useState('');
  const [role, setRole] = useState('viewer');
  const add = useAction({
    run: () => addApiKey(name.trim(), role),
    failed: () => words.notSaved,
    refreshes,
    after: onKey,
  });
  return (
    <AskDialog
      title={words.addKey}
      action={words.addKey}
      withReason={false}
      isReady={name.trim() !== ''}
      onConfirm={() => add.mutate()}
      onClose={onClose}
    >
      <TextField
        label={words.name}
        maxLength={100}
        autoFocus
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <SelectField
        label={words.role}
        hint={words.roleHints[role]}
        value={role}
        options={Object.entries(words.roles)}
        onChange={(event) => setRole(event.target.value)}
      />
    </AskDialog>
  );
}

/** Keys for programs: each with a role, shown once. */
export function ApiKeys() {
  const keys = useApiKeys(true);
  const [isAdding, setAdding] = useState(false);
  const [shown, setShown] = useState<string | null>(null);
  const [asked, setAsked] = useState<ApiKey | null>(null);
  const revoke = useAction({
    run: (id: string) => revokeApiKey(id),
    done: () => words.done.revoked,
    failed: () => words.notSaved,
    refreshes,
  });
  return (
    <Card
      title={words.keys}
      action={
        <Button onClick={() => setAdding(true)}>
          <Plus aria-hidden className="size-3.5" />
          {words.addKey}
        </Button>
      }
    >
      <AsyncState query={keys} rows={1}>
        {({ keys: rows }) =>
          rows.length === 0 ? (
            <EmptyState icon={KeyRound} title={words.noKeys}>
              {words.noKeysHint}
            </EmptyState>
          ) : (
            <DataTable
              caption={words.keys}
              rows={rows}
              keyOf={({ id }) => id}
              columns={[
                {
                  name: names.name,
                  cell: ({ name, prefix }) => (
                    <div className="py-0.5">
                      <span dir="auto" className="font-medium">
                        {name}
                      </span>
                      <p className="font-mono text-2xs text-ink-3">{prefix}…</p>
                    </div>
                  ),
                },
                { name: names.role, from: 'sm', cell: ({ role }) => words.roles[role] ?? role },
                {
                  name: names.used,
                  align: 'end',
                  from: 'sm',
                  className: 'text-xs text-ink-3',
                  cell: ({ last_used_at: at }) => <TimeAgo time={at} />,
                },
                {
                  name: names.created,
                  align: 'end',
                  from: 'md',
                  className: 'text-xs text-ink-3',
                  cell: ({ created_at: at }) => <TimeAgo time={at} />,
                },
                {
                  name: names.act,
                  isNameHidden: true,
                  align: 'end',
                  cell: (key) =>
                    key.revoked_at ? (
                      <span className="text-xs text-ink-3">{words.revoked}</span>
                    ) : (
                      <Button aria-label={`${words.revoke}: ${key.name}`} onClick={() => setAsked(key)}>
                        {words.revoke}
                      </Button>
                    ),
                },
              ]}
            />
          )
        }
      </AsyncState>
      {isAdding && <AddKey onKey={setShown} onClose={() => setAdding(false)} />}
      {shown && (
        <Secret
          title={words.keyTitle}
          text={words.keyText}
          secret={shown}
          copyLabel={words.copyKey}
          onClose={() => setShown(null)}
        />
      )}
      {asked && (
        <AskDialog
          title={words.revokeKey(asked.name)}
          action={words.revoke}
          isDanger
          withReason={false}
          onConfirm={() => revoke.mutate(asked.id)}
          onClose={() => setAsked(null)}
        >
          <p>{words.revokeKeyText}</p>
        </AskDialog>
      )}
    </Card>
  );
}
