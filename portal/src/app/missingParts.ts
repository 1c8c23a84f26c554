/**
 * Parts of the page that could not be loaded: nothing answered, or the page was built anew and no longer has them. A
 * browser may not ask for them a second time, so that only a load of the whole page helps; once something answers.
 */

const askAgainMs = 2_000;
/** A page that lacks its parts even then is not loaded for ever. */
const mark = 'keyledger.reloaded';
const onceInMs = 10_000;

let areMissing = false;

/** Notes what could not be loaded, from now on, until the page ends. */
export function followMissingParts(): void {
  window.addEventListener('vite:preloadError', () => {
    areMissing = true;
  });
  window.addEventListener('load', () => setTimeout(() => sessionStorage.removeItem(mark), onceInMs));
}

/** Where parts are missing, loads the page once the service answers. @returns what gives up waiting for that */
export function reloadForMissingParts(): () => void {
  if (!areMissing || sessionStorage.getItem(mark) !== null) return () => undefined;
  const ended = new AbortController();
  const ask = async (): Promise<void> => {
    const answer = await fetch('/portal/', { method: 'HEAD', cache: 'no-store', signal: ended.signal }).catch(
      () => undefined,
    );
    if (ended.signal.aborted) return;
    if (answer?.ok !== true) {
      timer = setTimeout(() => void ask(), askAgainMs);
      return;
    }
    sessionStorage.setItem(mark, '1');
    window.location.reload();
  };
  let timer = setTimeout(() => void ask());
  return () => {
    clearTimeout(timer);
    ended.abort();
  };
}
