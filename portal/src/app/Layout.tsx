import { useEffect, useRef, useState, type RefObject } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { Navigate, Outlet, ScrollRestoration, useLocation, useNavigation } from 'react-router';
import { SessionContext, useSessionState } from '../api/session.ts';
import type { Session } from '../api/types.ts';
import { Notifications } from '../components/Notifications.tsx';
import styles from './Layout.module.css';
import { SessionEnded } from './SessionEnded.tsx';
import { Sidebar } from './Sidebar.tsx';
import { TopBar } from './TopBar.tsx';
import { useLive } from './useLive.ts';

/** The frame around every page but the sign-in: who is signed in, where one can go, and what changes meanwhile. */
export function Layout() {
  const state = useSessionState();
  const { pathname, search } = useLocation();
  // Kept when the session ends, so that a form or a secret on the page is not lost with it.
  const [session, setSession] = useState<Session>();
  const current = state?.state === 'in' ? state.session : undefined;
  const isOther = current !== undefined && session !== undefined && !isSamePerson(current, session);
  if (current !== undefined && current !== session && !isOther) setSession(current);
  // Nothing of one person's is for the next. Who declines it, for a secret that is shown, stays signed out here.
  useEffect(() => {
    if (isOther) window.location.reload();
  }, [isOther]);

  if (session !== undefined) return <Frame session={session} hasEnded={isOther || state?.state === 'out'} />;
  if (state === undefined) return null;
  const returnTo = encodeURIComponent(`/portal${pathname}${search}`);
  return <Navigate to={`/sign-in?returnTo=${returnTo}`} replace />;
}

function Frame({ session, hasEnded }: { readonly session: Session; readonly hasEnded: boolean }) {
  const main = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  const client = useQueryClient();
  // Signed in again, in another tab: what was refused meanwhile is asked for again.
  useEffect(() => (hasEnded ? () => void client.invalidateQueries() : undefined), [client, hasEnded]);
  const isLoading = useNavigation().state === 'loading';
  useLive();
  useFocusOnNewPage(main, pathname);
  return (
    <SessionContext value={session}>
      <a
        href="#main"
        className={styles.skip}
        onClick={(event) => {
          event.preventDefault();
          main.current?.focus();
        }}
      >
        Skip to content
      </a>
      {isLoading && <div className={styles.progress} role="progressbar" aria-label="Loading the page" />}
      <div className={styles.shell}>
        <TopBar />
        <aside className={styles.sidebar}>
          <Sidebar />
        </aside>
        <main ref={main} id="main" tabIndex={-1} className={styles.main}>
          {hasEnded && <SessionEnded />}
          <Outlet />
        </main>
      </div>
      <Notifications />
      <ScrollRestoration />
    </SessionContext>
  );
}

/** A new page is read from its start, also by who hears it. */
function useFocusOnNewPage(main: RefObject<HTMLElement | null>, pathname: string) {
  const shown = useRef(pathname);
  useEffect(() => {
    if (shown.current === pathname) return;
    shown.current = pathname;
    // A form may have taken it already, for its first field.
    if (main.current?.contains(document.activeElement) === true) return;
    main.current?.focus({ preventScroll: true });
  }, [main, pathname]);
}

function isSamePerson(a: Session, b: Session): boolean {
  return a.merchantId === b.merchantId && a.actor === b.actor && a.role === b.role;
}
