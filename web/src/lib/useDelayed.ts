import { useEffect, useState } from 'react';

/** What loads faster than this shows no sign of loading: a flash of grey is worse than a short wait. */
export const loadingDelayMs = 120;

/** True once `active` has lasted for the delay. */
export function useDelayed(active: boolean, delayMs = loadingDelayMs): boolean {
  const [due, setDue] = useState(false);
  useEffect(() => {
    if (!active) return undefined;
    const timer = setTimeout(() => setDue(true), delayMs);
    return () => {
      clearTimeout(timer);
      setDue(false);
    };
  }, [active, delayMs]);
  return active && due;
}
