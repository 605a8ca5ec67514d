import { Suspense, lazy } from 'react';
import type { ComponentProps } from 'react';
import type { TrendCard } from './TrendCard';

const Loaded = lazy(async () => ({ default: (await import('./TrendCard')).TrendCard }));

/** The card in a file of its own, which the first screen does not wait for; its place stands from the start. */
export function LazyTrends(properties: ComponentProps<typeof TrendCard>) {
  return (
    <div className="min-h-77">
      <Suspense fallback={null}>
        <Loaded {...properties} />
      </Suspense>
    </div>
  );
}
