import { clsx } from 'clsx';
import type { Directory } from '@/data/resources/directories';
import { formatShare } from '@/lib/format';
import { directoryStrings as words } from '@/strings/directories';
import { rateTone } from './health';

const textOf = { idle: 'text-ink-2', run: 'text-ink-2', good: 'text-good', warn: 'text-warn', bad: 'text-bad' };

export function SuccessRate({ directory }: { directory: Directory }) {
  const { success_rate: rate, attempts } = directory.health;
  if (rate === null || attempts === 0) return <span className="text-xs text-ink-3">{words.noAttempts}</span>;
  return (
    <span className={clsx('font-medium whitespace-nowrap tabular-nums', textOf[rateTone(directory)])}>
      {words.rateOf(formatShare(rate), attempts)}
    </span>
  );
}
