import { KeyRound, Link2, Plus, UserCheck, UserX } from 'lucide-react';
import { useState } from 'react';
import { AsyncState } from '@/components/AsyncState';
import { Badge } from '@/components/Badge';
import { Button } from '@/components/Button';
import { Card } from '@/components/Card';
import { DataTable } from '@/components/DataTable';
import { Dialog } from '@/components/Dialog';
import { SelectField, TextField } from '@/components/Field';
import { Menu } from '@/components/Menu';
import { Select } from '@/components/Select';
import { TimeAgo } from '@/components/Time';
import { problemText, useAction } from '@/data/actions';
import { addUser, editUser, makeLink, settingsKeys, useUsers } from '@/data/resources/settings';
import type { SignInLink, User } from '@/data/resources/settings';
import { actionStrings } from '@/strings/actions';
import { settingsStrings as words } from '@/strings/settings';
import { Secret } from './Secret';

const names = words.staffColumns;
const refreshes = [settingsKeys.users];
const roleOptions = Object.entries(words.roles);

function AddDialog({ onLink, onClose }: { onLink: (link: SignInLink) => void; onClose: () => void }) {
  const [draft, setDraft] = useState({ email: '', name: '', role: 'operator' });
  const add = useAction({
    run: () => addUser(draft.email.trim(), draft.name.trim(), draft.role),
    failed: () => words.notSaved,
    isSilent: true,
    refreshes,
  });
  return (
    <Dialog
      size="small"
      title={words.add}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{actionStrings.cancel}</Button>
          <Button
            kind="primary"
            disabled={!draft.email.includes('@') || add.isPending}
            onClick={() =>
              add.mutate(undefined, {
                onSuccess(link) {
                  onClose();
                  onLink(link);
                },
              })
            }
          >
            {words.add}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3.5 p-4">
        {add.isError && (
          <p role="alert" className="rounded-lg bg-bad-soft px-3 py-2 text-sm text-bad">
            {problemText(add.error)}
          </p>
        )}
        <TextField
          label={words.email}
          type="email"
          autoFocus
          value={draft.email}
          onChange={(event) => setDraft({ ...draft, email: event.target.value })}
        />
        <TextField
          label={words.name}
          maxLength={200}
          value={draft.name}
          onChange={(event) => setDraft({ ...draft, name: event.target.value })}
        />
        <SelectField
          label={words.role}
          hint={words.roleHints[draft.role]}
          value={draft.role}
          options={roleOptions}
          onChange={(event) => setDraft({ ...draft, role: event.target.value })}
        />
      </div>
    </Dialog>
  );
}

/** Who may sign in, and as what. */
export function Staff() {
  const users = useUsers(true);
  const [isAdding, setAdding] = useState(false);
  const [link, setLink] = useState<SignInLink | null>(null);
  const edit = useAction({
    run: ({ id, ...values }: { id: string; role?: string; active?: boolean; remove_totp?: boolean }) =>
      editUser(id, values),
    done: () => words.saved,
    failed: () => words.notSaved,
    refreshes,
  });
  const newLink = useAction({ run: (id: string) => makeLink(id), failed: () => words.notSaved });

  const entriesOf = (user: User) => [
    { label: words.newLink, icon: Link2, run: () => newLink.mutate(user.id, { onSuccess: setLink }) },
    ...(user.has_totp
      ? [{ label: words.removeTotp, icon: KeyRound, run: () => edit.mutate({ id: user.id, remove_totp: true }) }]
      : []),
    null,
    user.active
      ? { label: words.deactivate, icon: UserX, isDanger: true, run: () => edit.mutate({ id: user.id, active: false }) }
      : { label: words.activate, icon: UserCheck, run: () => edit.mutate({ id: user.id, active: true }) },
  ];
  return (
    <Card
      title={words.staff}
      action={
        <Button onClick={() => setAdding(true)}>
          <Plus aria-hidden className="size-3.5" />
          {words.add}
        </Button>
      }
    >
      <AsyncState query={users} rows={2}>
        {({ users: rows }) => (
          <DataTable
            caption={words.staff}
            rows={rows}
            keyOf={({ id }) => id}
            columns={[
              {
                name: names.who,
                cell: (user) => (
                  <div className="min-w-0 py-0.5">
                    <span dir="auto" className="font-medium">
                      {user.name || user.email}
                    </span>
                    <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-xs text-ink-3">
                      {user.email}
                      {!user.active && <Badge tone="idle">{words.inactive}</Badge>}
                      {user.has_totp && <Badge tone="good">{words.totp}</Badge>}
                    </p>
                  </div>
                ),
              },
              {
                name: names.role,
                cell: (user) => (
                  <Select
                    label={words.roleOf(user.email)}
                    value={user.role}
                    options={roleOptions}
                    onChange={(role) => edit.mutate({ id: user.id, role })}
                  />
                ),
              },
              {
                name: names.login,
                align: 'end',
                from: 'md',
                className: 'text-xs text-ink-3',
                cell: ({ last_login_at: at }) => <TimeAgo time={at} />,
              },
              {
                name: names.act,
                isNameHidden: true,
                align: 'end',
                cell: (user) => <Menu label={`${actionStrings.more}: ${user.email}`} entries={entriesOf(user)} />,
              },
            ]}
          />
        )}
      </AsyncState>
      {isAdding && <AddDialog onLink={setLink} onClose={() => setAdding(false)} />}
      {link && (
        <Secret
          title={words.linkTitle}
          text={link.mailed ? `${words.linkMailed} ${words.linkText}` : words.linkText}
          secret={new URL(link.link, window.location.href).href}
          copyLabel={words.copyLink}
          onClose={() => setLink(null)}
        />
      )}
    </Card>
  );
}
