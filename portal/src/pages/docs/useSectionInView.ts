import { useEffect, useState } from 'react';

/**
 * The id of the section that is being read: the last one whose beginning has passed the upper third of the window.
 * @param ids of the sections, in the order of the page
 */
export function useSectionInView(ids: readonly string[]): string | undefined {
  const [current, setCurrent] = useState<string>();
  useEffect(() => {
    let frame = 0;
    const look = () => {
      frame = 0;
      const line = window.innerHeight / 3;
      const isBegun = (id: string) => {
        const top = document.getElementById(id)?.getBoundingClientRect().top;
        return top !== undefined && top <= line;
      };
      setCurrent(lastWhere(ids, isBegun));
    };
    // Many scroll events come between two frames, and one look is enough for all.
    const soon = () => {
      if (frame === 0) frame = requestAnimationFrame(look);
    };
    look();
    window.addEventListener('scroll', soon, { passive: true });
    window.addEventListener('resize', soon);
    return () => {
      cancelAnimationFrame(frame);
      window.removeEventListener('scroll', soon);
      window.removeEventListener('resize', soon);
    };
  }, [ids]);
  return current;
}

/** By halves: sections stand in order, and each question costs a layout of nothing but a number of calls. */
function lastWhere(ids: readonly string[], holds: (id: string) => boolean): string | undefined {
  let low = 0;
  let high = ids.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const id = ids[middle];
    if (id !== undefined && holds(id)) low = middle + 1;
    else high = middle;
  }
  return ids[low - 1];
}
