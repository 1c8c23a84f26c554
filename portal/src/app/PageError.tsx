import { useEffect } from 'react';
import { isRouteErrorResponse, useRouteError } from 'react-router';
import { ErrorNotice } from '../components/ErrorNotice.tsx';
import { PageHeader } from '../components/PageHeader.tsx';
import { reloadForMissingParts } from './missingParts.ts';
import styles from './PageError.module.css';

/** In place of a page that failed; one that could not be loaded comes by itself when it can. */
export function PageError() {
  const error = useRouteError();
  const isMissing = isRouteErrorResponse(error) && error.status === 404;
  useEffect(() => reloadForMissingParts(), []);
  return (
    <div className={styles.page}>
      <PageHeader title={isMissing ? 'This page is not here' : 'This page cannot be shown'} />
      <ErrorNotice error={error} onRetry={() => window.location.reload()} />
    </div>
  );
}
