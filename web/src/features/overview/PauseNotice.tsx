import { Link } from '@tanstack/react-router';
import { CirclePause } from 'lucide-react';
import type { Overview } from '@/data/types';
import { overviewStrings } from '@/strings/overview';

const words = overviewStrings.paused;

/** Why nothing, or not everything, moves; silent while nothing is paused as a whole. */
export function PauseNotice({ pauses }: { pauses: Overview['pauses'] }) {
  const parts = [
    pauses.everything && words.everything,
    !pauses.everything && pauses.packages > 0 && words.packages(pauses.packages),
    !pauses.everything && pauses.directories > 0 && words.directories(pauses.directories),
  ].filter(Boolean);
  if (parts.length === 0) return null;
  return (
    <div
      role="status"
      className="mb-4 flex flex-wrap items-center gap-3 rounded-xl bg-warn-soft px-4 py-2.5 text-sm text-warn"
    >
      <CirclePause aria-hidden className="size-4 shrink-0" />
      <span className="min-w-0 flex-1 font-medium">{parts.join(' ')}</span>
      <Link to="/queue" className="rounded font-medium underline underline-offset-4">
        {words.manage}
      </Link>
    </div>
  );
}
