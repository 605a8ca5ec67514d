import { useEffect, useRef } from 'react';
import { strings } from '@/strings';
import { Button } from './Button';

interface LoadMoreProps {
  hasMore: boolean;
  isLoading: boolean;
  onMore: () => void;
  /** What stands at the end of the list. */
  end: string;
  label: string;
}

/** The end of a list in pages: loads the next one when it comes into view, or on demand. */
export function LoadMore({ hasMore, isLoading, onMore, end, label }: LoadMoreProps) {
  const element = useRef<HTMLDivElement>(null);
  const more = useRef(onMore);
  useEffect(() => {
    more.current = onMore;
  });
  useEffect(() => {
    if (!hasMore || isLoading || !element.current || typeof IntersectionObserver === 'undefined') return undefined;
    const observer = new IntersectionObserver(
      ([entry]) => {
        if (entry?.isIntersecting) more.current();
      },
      { rootMargin: '400px' },
    );
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [hasMore, isLoading]);
  return (
    <div ref={element} className="flex min-h-14 items-center justify-center p-3 text-xs text-ink-3">
      {hasMore ? (
        <Button disabled={isLoading} onClick={onMore}>
          {isLoading ? strings.loading : label}
        </Button>
      ) : (
        end
      )}
    </div>
  );
}
