import { memo, useEffect, useRef, useState, type ReactNode } from 'react';

export interface RowBlockProps {
  readonly rows: readonly unknown[];
  /** What else the rendering depends on. */
  readonly dependencies: readonly unknown[];
  readonly children: () => ReactNode;
}

/** How far from what is in sight rows are kept. */
const nearPx = 1_500;

/**
 * Some rows of a long table. Far from what is in sight they are only an empty space of the same height, so that a table
 * of thousands stays quick; unless the focus is in them. Rendered again only when a row or a dependency is another.
 */
export const RowBlock = memo(Block, isSame);

function Block({ children }: RowBlockProps) {
  const element = useRef<HTMLDivElement>(null);
  /** Of the rows, in pixels, once they are not rendered. */
  const [height, setHeight] = useState<number>();
  useEffect(() => {
    const block = element.current;
    if (block === null) return undefined;
    const observer = new IntersectionObserver(
      ([entry]) => {
        if (entry === undefined) return;
        const isKept = entry.isIntersecting || block.contains(document.activeElement);
        setHeight(isKept ? undefined : entry.boundingClientRect.height);
      },
      { rootMargin: `${nearPx}px 0px` },
    );
    observer.observe(block);
    return () => observer.disconnect();
  }, []);
  return (
    <div ref={element} role="rowgroup" style={{ height }}>
      {height === undefined && children()}
    </div>
  );
}

function isSame(before: RowBlockProps, after: RowBlockProps): boolean {
  return isSameList(before.rows, after.rows) && isSameList(before.dependencies, after.dependencies);
}

function isSameList(before: readonly unknown[], after: readonly unknown[]): boolean {
  return before.length === after.length && before.every((item, index) => item === after[index]);
}
