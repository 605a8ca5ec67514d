import { useRouter } from '@tanstack/react-router';
import { openKeyList, openPalette } from '@/features/palette/store';
import { useKeys } from '@/lib/keys';
import { places } from './places';

/** The keys that work on every screen. */
export function useFrameKeys(): void {
  const router = useRouter();
  const jumps = places.map(({ key, to }) => [`g ${key}`, () => void router.navigate({ to })] as const);
  useKeys({ 'mod+k': openPalette, '?': openKeyList, ...Object.fromEntries(jumps) });
}
