import { useLayoutEffect, useRef, useState, type Ref, type RefObject } from 'react';
import { useWindowVirtualizer } from '@tanstack/react-virtual';

/** Fewer are all rendered, so that the browser's own search finds them. */
const renderAllUpTo = 150;
const estimatedHeights = { table: 53, card: 168 };

interface VisibleRow {
  readonly index: number;
  readonly measure: Ref<HTMLDivElement> | undefined;
}

interface VisibleRows {
  /** For the element that holds the rows. */
  readonly body: RefObject<HTMLDivElement | null>;
  readonly visible: readonly VisibleRow[];
  /** Pixels in place of the rows that are not rendered. */
  readonly before: number;
  readonly after: number;
}

/** Which of so many rows are rendered while the window scrolls: those in sight and a few around them. */
export function useVisibleRows(count: number): VisibleRows {
  const body = useRef<HTMLDivElement>(null);
  const [scrollMargin, setScrollMargin] = useState(0);
  const isVirtual = count > renderAllUpTo;
  useLayoutEffect(() => {
    if (body.current === null || !isVirtual) return;
    setScrollMargin(body.current.getBoundingClientRect().top + window.scrollY);
  }, [isVirtual]);
  const virtualizer = useWindowVirtualizer<HTMLDivElement>({
    count,
    enabled: isVirtual,
    scrollMargin,
    overscan: 12,
    estimateSize: () => (window.innerWidth < 640 ? estimatedHeights.card : estimatedHeights.table),
  });
  if (!isVirtual) {
    const visible = Array.from({ length: count }, (_, index) => ({ index, measure: undefined }));
    return { body, visible, before: 0, after: 0 };
  }
  const items = virtualizer.getVirtualItems();
  const first = items[0];
  const last = items.at(-1);
  return {
    body,
    visible: items.map(({ index }) => ({ index, measure: virtualizer.measureElement })),
    before: first === undefined ? 0 : first.start - scrollMargin,
    after: last === undefined ? 0 : virtualizer.getTotalSize() - (last.end - scrollMargin),
  };
}
