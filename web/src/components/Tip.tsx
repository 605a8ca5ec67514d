import * as Tooltip from '@radix-ui/react-tooltip';
import type { ReactElement } from 'react';

/** A short explanation on hover or focus. It only repeats or details: nothing is told by a tip alone. */
export function Tip({ text, children }: { text: string; children: ReactElement }) {
  return (
    <Tooltip.Root>
      <Tooltip.Trigger asChild>{children}</Tooltip.Trigger>
      <Tooltip.Portal>
        <Tooltip.Content
          sideOffset={6}
          collisionPadding={8}
          className="z-50 max-w-72 animate-appear rounded-md bg-inverse px-2.5 py-1.5 text-xs text-on-inverse shadow-pop"
        >
          {text}
        </Tooltip.Content>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}

export const TipProvider = Tooltip.Provider;
