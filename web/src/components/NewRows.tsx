import { ArrowUp } from 'lucide-react';
import { newRowsStrings as words } from '@/strings/shell';

/** "3 new rows": instead of a list that jumps under the reader. */
export function NewRows({ waiting, onShow }: { waiting: number; onShow: () => void }) {
  return (
    <div role="status" className="pointer-events-none sticky top-16 z-10 flex h-0 justify-center">
      {waiting > 0 && (
        <button
          type="button"
          title={words.hint}
          onClick={onShow}
          className="pointer-events-auto flex h-8 animate-appear items-center gap-1.5 rounded-full bg-inverse px-3.5 text-xs font-medium text-on-inverse shadow-pop"
        >
          <ArrowUp aria-hidden className="size-3.5" />
          {words.show(waiting)}
        </button>
      )}
    </div>
  );
}
