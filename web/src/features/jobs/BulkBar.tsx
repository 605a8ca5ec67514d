import { X } from 'lucide-react';
import { useState } from 'react';
import { Button, IconButton } from '@/components/Button';
import { Menu } from '@/components/Menu';
import { bulkActions } from '@/data/resources/bulk';
import type { BulkAction, BulkSelection } from '@/data/resources/bulk';
import { actionStrings } from '@/strings/actions';
import { BulkDialog } from './BulkDialog';

const words = actionStrings.bulk;
/** In the bar; the others are in its menu. */
const first: readonly BulkAction[] = ['retry_failed', 'pause'];

interface BulkBarProps {
  selection: BulkSelection;
  count: number;
  /** How many match the filter; null while all of those are selected or none more are known. */
  more: number | null;
  onAll: () => void;
  onClear: () => void;
}

/** What to do with the selected rows; stays in view while rows are selected. */
export function BulkBar({ selection, count, more, onAll, onClear }: BulkBarProps) {
  const [action, setAction] = useState<BulkAction | null>(null);
  const isAll = 'filter' in selection;
  return (
    <div className="pointer-events-none fixed inset-x-0 bottom-16 z-30 flex justify-center px-3 lg:bottom-5 lg:pl-57">
      <section
        aria-label={words.selected(count)}
        className="pointer-events-auto flex max-w-full animate-appear flex-wrap items-center gap-2 rounded-xl border bg-raised py-2 pr-2 pl-4 shadow-pop"
      >
        <p role="status" className="text-sm font-medium tabular-nums">
          {isAll ? words.allSelected(count) : words.selected(count)}
        </p>
        {!isAll && more !== null && more > count && (
          <Button kind="quiet" onClick={onAll}>
            {words.all(more)}
          </Button>
        )}
        {first.map((each) => (
          <Button key={each} onClick={() => setAction(each)}>
            {words.names[each]}
          </Button>
        ))}
        <Menu
          label={actionStrings.more}
          entries={bulkActions
            .filter((each) => !first.includes(each))
            .map((each) => ({ label: words.names[each], isDanger: each === 'cancel', run: () => setAction(each) }))}
        />
        <IconButton label={words.clear} onClick={onClear}>
          <X aria-hidden className="size-4" />
        </IconButton>
      </section>
      {action && <BulkDialog action={action} selection={selection} onClose={() => setAction(null)} onDone={onClear} />}
    </div>
  );
}
