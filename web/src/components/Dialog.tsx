import { X } from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { ReactNode } from 'react';
import { strings } from '@/strings';
import { IconButton } from './Button';

interface DialogProps {
  title: string;
  /** Beside the title: tools for the content. */
  tools?: ReactNode;
  onClose: () => void;
  children: ReactNode;
}

/**
 * A modal window on the browser's own dialog: it keeps the focus inside, closes with Escape and gives the focus back,
 * without injected styles that the Content-Security-Policy would refuse.
 */
export function Dialog({ title, tools, onClose, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);

  useEffect(() => {
    const element = dialog.current;
    if (element && !element.open) element.showModal();
    return () => element?.close();
  }, []);

  return (
    <dialog
      ref={dialog}
      aria-label={title}
      onClose={onClose}
      onKeyDown={(event) => {
        // The browser closes it too, but not while a tip is open: that one takes the key's default action away.
        if (event.key !== 'Escape') return;
        event.preventDefault();
        dialog.current?.close();
      }}
      onClick={(event) => {
        if (event.target === dialog.current) onClose();
      }}
      className="m-auto h-[calc(100dvh-2rem)] max-h-none w-[calc(100vw-2rem)] max-w-none overflow-hidden rounded-2xl border bg-surface shadow-pop sm:h-[calc(100dvh-4rem)] sm:w-[calc(100vw-4rem)]"
    >
      <div className="flex h-full flex-col">
        <header className="flex min-h-13 flex-wrap items-center gap-x-3 gap-y-1 border-b px-4 py-2">
          <h2 dir="auto" className="min-w-0 flex-1 truncate text-sm font-semibold">
            {title}
          </h2>
          {tools && (
            <div className="order-3 flex w-full items-center justify-between gap-3 sm:order-none sm:w-auto">
              {tools}
            </div>
          )}
          <IconButton label={strings.close} onClick={onClose}>
            <X aria-hidden className="size-4" />
          </IconButton>
        </header>
        <div className="min-h-0 flex-1">{children}</div>
      </div>
    </dialog>
  );
}
