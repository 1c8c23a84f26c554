import { isRouteErrorResponse, useRouteError } from 'react-router';
import { ErrorNotice } from '../components/ErrorNotice.tsx';
import { PageHeader } from '../components/PageHeader.tsx';
import styles from './PageError.module.css';

/** In place of a page that failed. */
export function PageError() {
  const error = useRouteError();
  const isMissing = isRouteErrorResponse(error) && error.status === 404;
  return (
    <div className={styles.page}>
      <PageHeader title={isMissing ? 'This page is not here' : 'This page cannot be shown'} />
      <ErrorNotice error={error} onRetry={() => window.location.reload()} />
    </div>
  );
}
