import { useEffect, useRef } from 'react';

/**
 * Keys for the whole page. A binding is one key ("j", "?", "Enter") or two in a row ("g j"); `mod+k` is Ctrl or Cmd.
 * Bindings of a component work while it is mounted; what was mounted last wins. Nothing happens while somebody types or a
 * dialog is open, except for bindings with `mod`.
 */
export type Bindings = Record<string, (event: KeyboardEvent) => void>;

/** The second key of a pair must follow within this. */
const pairMs = 1_200;

const layers: { current: Bindings }[] = [];
let prefix = '';
let prefixAt = 0;

export function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || /^(?:INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}

/** A checkbox takes no letters: keys stay at work while it has the focus. */
function takesText(target: EventTarget | null): boolean {
  return isTyping(target) && !(target instanceof HTMLInputElement && /^(?:checkbox|radio)$/.test(target.type));
}

function find(combination: string): ((event: KeyboardEvent) => void) | undefined {
  return layers.map(({ current }) => current[combination]).findLast((binding) => binding !== undefined);
}

function hear(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing || event.altKey) return;
  if (event.ctrlKey || event.metaKey) {
    const binding = find(`mod+${event.key.toLowerCase()}`);
    if (binding) {
      event.preventDefault();
      binding(event);
    }
    return;
  }
  if (takesText(event.target) || document.querySelector('dialog[open], [role=menu]')) return;
  // Enter and Space belong to a control that has the focus.
  if (/^(?:Enter| )$/.test(event.key) && (event.target as HTMLElement | null)?.closest('a, button, summary, input'))
    return;
  const pair = prefix && performance.now() - prefixAt < pairMs ? find(`${prefix} ${event.key}`) : undefined;
  prefix = '';
  const binding = pair ?? find(event.key);
  if (binding) {
    event.preventDefault();
    binding(event);
  } else if (layers.some(({ current }) => Object.keys(current).some((each) => each.startsWith(`${event.key} `)))) {
    prefix = event.key;
    prefixAt = performance.now();
  }
}

export function useKeys(bindings: Bindings): void {
  const layer = useRef(bindings);
  useEffect(() => {
    layer.current = bindings;
  });
  useEffect(() => {
    if (layers.length === 0) document.addEventListener('keydown', hear);
    layers.push(layer);
    return () => {
      layers.splice(layers.indexOf(layer), 1);
      if (layers.length === 0) document.removeEventListener('keydown', hear);
    };
  }, []);
}
