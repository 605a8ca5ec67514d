import { clsx } from 'clsx';
import type { ConnectionPhase } from '@/data/live/connection';
import { useConnection } from '@/data/LiveProvider';
import { Tip } from '@/components/Tip';
import { formatTimeOfDay } from '@/lib/format';
import { strings } from '@/strings';

const looks: Record<ConnectionPhase, { text: string; dot: string }> = {
  connecting: { text: 'text-ink-2', dot: 'bg-idle-solid animate-pulse-slow' },
  live: { text: 'text-good', dot: 'bg-good-solid' },
  reconnecting: { text: 'text-warn', dot: 'bg-warn-solid animate-pulse-slow' },
  offline: { text: 'text-bad', dot: 'bg-bad-solid' },
};

/** Whether the screen is up to date, always in view. When it is not, since when. */
export function ConnectionStatus() {
  const { phase, lastUpdate } = useConnection();
  const words = strings.connection;
  const last = lastUpdate === null ? words.never : words.lastUpdate(formatTimeOfDay(lastUpdate));
  const isStale = phase === 'reconnecting' || phase === 'offline';
  return (
    <Tip text={`${words.explain[phase]} (${last})`}>
      <button
        type="button"
        className={clsx(
          'flex h-7 shrink-0 cursor-default items-center gap-2 rounded-full border bg-surface px-2.5 text-xs font-medium',
          looks[phase].text,
        )}
      >
        <span aria-hidden className={clsx('size-2 rounded-full', looks[phase].dot)} />
        <span role="status">{words[phase]}</span>
        {isStale && <span className="hidden font-normal text-ink-2 tabular-nums sm:inline">{last}</span>}
      </button>
    </Tip>
  );
}
