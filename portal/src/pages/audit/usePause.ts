import { useEffect, useState, type PointerEvent } from 'react';

export interface Pause {
  /** Whether somebody looks at the rows: the pointer rests on them, or the page is scrolled down to them. */
  readonly isPaused: boolean;
  /** For the element with the rows. */
  readonly handlers: {
    readonly onPointerEnter: (event: PointerEvent) => void;
    readonly onPointerLeave: () => void;
  };
  /** Goes to the newest. */
  readonly resume: () => void;
}

/** Further down the newest rows are out of sight. */
const scrolledPixels = 120;

/** Rows that move under the reader's eyes or pointer are useless. */
export function usePause(isWatched: boolean): Pause {
  const [isHovered, setHovered] = useState(false);
  const [isScrolled, setScrolled] = useState(false);
  useEffect(() => {
    if (!isWatched) return undefined;
    const look = () => setScrolled(window.scrollY > scrolledPixels);
    look();
    window.addEventListener('scroll', look, { passive: true });
    return () => window.removeEventListener('scroll', look);
  }, [isWatched]);
  return {
    isPaused: isWatched && (isHovered || isScrolled),
    handlers: {
      // A finger that scrolls is no pointer that rests.
      onPointerEnter: ({ pointerType }) => setHovered(pointerType === 'mouse'),
      onPointerLeave: () => setHovered(false),
    },
    resume: () => {
      setHovered(false);
      window.scrollTo({ top: 0 });
    },
  };
}
