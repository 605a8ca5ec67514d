import { Link } from '@tanstack/react-router';
import { CircleCheckBig } from 'lucide-react';
import { Card, CountPill } from '@/components/Card';
import { formatNumber } from '@/lib/format';
import { actionKindName, overviewStrings as words } from '@/strings/overview';

/** What people are waited for, by kind; each leads to its part of the inbox. */
export function NeedsActionCard({ counts }: { counts: Record<string, number> }) {
  const kinds = Object.entries(counts)
    .filter(([, count]) => count > 0)
    .sort(([, a], [, b]) => b - a);
  const total = kinds.reduce((sum, [, count]) => sum + count, 0);
  return (
    <Card
      title={words.needsAction}
      badge={total > 0 ? <CountPill value={total} /> : undefined}
      action={
        <Link to="/inbox" className="rounded text-xs font-medium text-ink-2 hover:text-ink hover:underline">
          {words.openInbox}
        </Link>
      }
    >
      {kinds.length === 0 ? (
        <p className="flex items-center justify-center gap-2 px-4 py-6 text-sm text-ink-2">
          <CircleCheckBig aria-hidden className="size-4 text-good" />
          {words.needsNone}
        </p>
      ) : (
        <ul className="py-1.5">
          {kinds.map(([kind, count]) => (
            <li key={kind}>
              <Link
                to="/inbox"
                search={{ kind }}
                className="flex min-h-8 items-center gap-3 px-4 text-sm hover:bg-hover"
              >
                <span className="min-w-0 flex-1 truncate">{actionKindName(kind)}</span>
                <span className="font-medium text-warn tabular-nums">{formatNumber(count)}</span>
              </Link>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
