import type { ReactNode } from 'react';
import { ErrorState, SkeletonRows, StaleNotice } from './States';

interface AsyncStateProps<T> {
  query: { data: T | undefined; error: unknown; isError: boolean; refetch: () => unknown };
  rows?: number;
  children: (data: T) => ReactNode;
}

/** Nothing yet, nothing because of an error, old because of an error, or the data: the same everywhere. */
export function AsyncState<T>({ query, rows = 6, children }: AsyncStateProps<T>) {
  const retry = (): void => void query.refetch();
  if (query.data === undefined)
    return query.isError ? <ErrorState error={query.error} retry={retry} /> : <SkeletonRows rows={rows} />;
  return (
    <>
      {query.isError && <StaleNotice error={query.error} retry={retry} />}
      {children(query.data)}
    </>
  );
}
