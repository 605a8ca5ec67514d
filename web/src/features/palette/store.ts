import { createStore } from '@/lib/store';

/** Which of the frame's windows is open. */
export const frameDialogStore = createStore<'palette' | 'keys' | null>(null);

export const openPalette = (): void => frameDialogStore.set('palette');
export const openKeyList = (): void => frameDialogStore.set('keys');
export const closeFrameDialog = (): void => frameDialogStore.set(null);
