import { useMay } from '@/data/session';
import { Page } from '@/features/shell/Page';
import { settingsStrings as words } from '@/strings/settings';
import { Account } from './Account';
import { ApiKeys } from './ApiKeys';
import { Rules } from './Rules';
import { Server } from './Server';
import { Sessions } from './Sessions';
import { Staff } from './Staff';

/** Everything that is set: by the operator outside, by admins here, and by each for themselves. */
export function SettingsPage() {
  const isAdmin = useMay('admin');
  return (
    <Page title={words.title}>
      <p className="mb-3 text-sm text-ink-2">{words.lead}</p>
      <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_24rem] xl:gap-5">
        <div className="flex min-w-0 flex-col gap-4 xl:gap-5">
          {isAdmin && <Staff />}
          {isAdmin && <ApiKeys />}
          <Rules />
          <Server />
        </div>
        <div className="flex min-w-0 flex-col gap-4 xl:gap-5">
          <Account />
          <Sessions />
        </div>
      </div>
    </Page>
  );
}
