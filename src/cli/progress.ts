/** How far a long command is, for whoever watches it: one line of a terminal, made anew once a second. */

export interface Progress {
  add(count: number): void;
  /** Leaves its last line standing. */
  end(): void;
}

const everyMs = 1000;

/** Shows it on stderr, where that is a terminal. @param isShown whether to show it at all */
export function showProgress(what: string, isShown: boolean): Progress {
  const begun = performance.now();
  let done = 0;
  const show = (end = ''): void => {
    const seconds = (performance.now() - begun) / 1000;
    const rate = Math.round(done / Math.max(seconds, 0.001));
    process.stderr.write(
      `\r\x1b[K${done.toLocaleString('en')} ${what}, ${rate.toLocaleString('en')}/s${end}`,
    );
  };
  const timer = isShown && process.stderr.isTTY ? setInterval(show, everyMs) : undefined;
  return {
    add: (count) => {
      done += count;
    },
    end: () => {
      if (timer === undefined) return;
      clearInterval(timer);
      show('\n');
    },
  };
}
