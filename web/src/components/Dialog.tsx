import { X } from 'lucide-react';
import { clsx } from 'clsx';
import { useEffect, useRef } from 'react';
import type { ReactNode } from 'react';
import { strings } from '@/strings';
import { IconButton } from './Button';

const sizes = {
  full: 'm-auto h-[calc(100dvh-2rem)] w-[calc(100vw-2rem)] rounded-2xl sm:h-[calc(100dvh-4rem)] sm:w-[calc(100vw-4rem)]',
  small: 'm-auto max-h-[calc(100dvh-2rem)] w-[min(32rem,calc(100vw-1.5rem))] rounded-2xl',
  /** From the right edge; a phone's whole width. */
  side: 'mt-0 mr-0 mb-0 ml-auto h-dvh w-[min(40rem,100vw)] border-y-0 border-r-0 sm:rounded-l-2xl',
};

interface DialogProps {
  title: string;
  /** `full`: a window of pictures; `small`: a question or a short form; `side`: the details of a row. */
  size?: keyof typeof sizes;
  /** Nothing in it can take the focus: the content itself does, so that it can be scrolled with keys. */
  isText?: boolean;
  /** Stays below the content while that scrolls. */
  footer?: ReactNode;
  /** Beside the title: tools for the content. */
  tools?: ReactNode;
  onClose: () => void;
  children: ReactNode;
}

/**
 * A modal window on the browser's own dialog: it keeps the focus inside, closes with Escape and gives the focus back,
 * without injected styles that the Content-Security-Policy would refuse.
 */
export function Dialog({ title, size = 'full', isText = false, tools, footer, onClose, children }: DialogProps) {
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
      className={clsx(
        'pointer-events-auto max-h-none max-w-none overflow-hidden border bg-surface text-ink shadow-pop',
        sizes[size],
      )}
    >
      <div className={clsx('flex flex-col', size === 'small' ? 'max-h-[calc(100dvh-2rem)]' : 'h-full')}>
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
        <div tabIndex={isText ? 0 : undefined} className={clsx('min-h-0 flex-1', size !== 'full' && 'overflow-y-auto')}>
          {children}
        </div>
        {footer && (
          <footer className="flex flex-wrap items-center justify-end gap-2 border-t bg-canvas/60 px-4 py-3">
            {footer}
          </footer>
        )}
      </div>
    </dialog>
  );
}
