import { useEffect, useRef } from 'react';
import { Button } from './Button.tsx';
import { ErrorNotice } from './ErrorNotice.tsx';
import styles from './LoadMore.module.css';

export interface LoadMoreProps {
  readonly hasMore: boolean;
  readonly isLoading: boolean;
  readonly onLoadMore: () => void;
  /** Why the last page could not be had; then only the button tries again. */
  readonly error?: unknown;
  /** Said when all is shown and `hasMore` is false: "All 214 keys are shown". */
  readonly endText?: string;
}

/** The next page of a list: by a button, and by itself when it is scrolled near. */
export function LoadMore({ hasMore, isLoading, onLoadMore, error, endText }: LoadMoreProps) {
  const end = useRef<HTMLDivElement>(null);
  const mayLoad = hasMore && !isLoading && (error === undefined || error === null);
  useEffect(() => {
    const element = end.current;
    if (element === null || !mayLoad) return undefined;
    const observer = new IntersectionObserver(
      ([entry]) => {
        if (entry?.isIntersecting === true) onLoadMore();
      },
      { rootMargin: '800px 0px' },
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, [mayLoad, onLoadMore]);
  return (
    <div ref={end} className={styles.more}>
      {error !== undefined && error !== null && <ErrorNotice error={error} onRetry={onLoadMore} />}
      {hasMore && (error === undefined || error === null) && (
        <Button isPending={isLoading} onPress={onLoadMore}>
          Load more
        </Button>
      )}
      {!hasMore && endText !== undefined && <p className={styles.end}>{endText}</p>}
    </div>
  );
}
