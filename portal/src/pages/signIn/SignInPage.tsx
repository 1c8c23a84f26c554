import { useEffect } from 'react';
import { Navigate, useSearchParams } from 'react-router';
import { useSessionState } from '../../api/session.ts';
import { Brand } from '../../app/Brand.tsx';
import { ThemeSwitch } from '../../app/ThemeSwitch.tsx';
import { CodeBlock } from '../../components/CodeBlock.tsx';
import { LinkButton } from '../../components/LinkButton.tsx';
import { Notice } from '../../components/Notice.tsx';
import { Notifications } from '../../components/Notifications.tsx';
import styles from './SignInPage.module.css';
import { returnPath, whyNot } from './signIn.ts';

const linkCommand = 'npm run -s keyledger -- sign-in --merchant m_1 --role admin';

/** The way in: to the identity provider, or by a link that the installation prints. */
export function SignInPage() {
  const [search] = useSearchParams();
  const state = useSessionState();
  const returnTo = returnPath(search.get('returnTo'));
  const problem = whyNot(search.get('error'));
  useEffect(() => {
    document.title = 'Sign in · Keyledger';
  }, []);
  if (state?.state === 'in') return <Navigate to={returnTo.slice('/portal'.length)} replace />;
  return (
    <main className={styles.page}>
      <div className={styles.card}>
        <Brand />
        <div>
          <h1 className={styles.title}>Sign in</h1>
          <p className={styles.lead}>Make and watch the API keys of your account.</p>
        </div>
        {problem !== undefined && (
          <Notice tone="danger" role="alert" title={problem.title}>
            {problem.text}
          </Notice>
        )}
        {problem === undefined && search.has('signedOut') && (
          <Notice tone="success" role="status">
            You are signed out.
          </Notice>
        )}
        <div className={styles.way} aria-busy={state === undefined}>
          {state?.signIn === 'oidc' && (
            <LinkButton
              to={`/auth/login?returnTo=${encodeURIComponent(returnTo)}`}
              isExternal
              variant="primary"
              className={styles.button}
            >
              Continue to sign in
            </LinkButton>
          )}
          {state?.signIn === 'local' && (
            <>
              <p>
                This installation signs people in by a link, good once and for 15 minutes. It was printed when
                the service started. For another, run in its folder:
              </p>
              <CodeBlock code={linkCommand} language="Terminal" label="the command" wrap />
            </>
          )}
        </div>
      </div>
      <div>
        <ThemeSwitch />
      </div>
      <Notifications />
    </main>
  );
}
