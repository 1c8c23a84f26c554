/** The API's reference, made of the description that the service itself gives at `/openapi.json`. */
import { startTransition, useDeferredValue, useEffect, useMemo, useState } from 'react';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { LinkButton } from '../../components/LinkButton.tsx';
import { PageHeader } from '../../components/PageHeader.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { goToAnchor } from './anchor.ts';
import { chapters } from './chapters.ts';
import { Contents } from './Contents.tsx';
import type { OpenApiDocument } from './document.ts';
import { GettingStarted } from './GettingStarted.tsx';
import { OperationSection } from './OperationSection.tsx';
import { Prose } from './Prose.tsx';
import { matching, referenceOf } from './reference.ts';
import { useOpenApi } from './useOpenApi.ts';
import { useSectionInView } from './useSectionInView.ts';
import styles from './DocsPage.module.css';

export function DocsPage() {
  const { data: document, error, isPending, refetch } = useOpenApi();
  return (
    <>
      <PageHeader
        title="API reference"
        documentTitle="API reference"
        description="Everything this portal does, your programs can do too."
        actions={
          <LinkButton to="/openapi.json" isExternal>
            openapi.json
          </LinkButton>
        }
      />
      {isPending && <Loading />}
      {error !== null && (
        <ErrorNotice error={error} title="The reference cannot be shown" onRetry={() => void refetch()} />
      )}
      {document !== undefined && <Reference document={document} />}
    </>
  );
}

function Reference({ document }: { readonly document: OpenApiDocument }) {
  const [query, setQuery] = useState('');
  const wanted = useDeferredValue(query);
  const all = useMemo(() => referenceOf(document), [document]);
  const groups = useMemo(() => matching(all, wanted), [all, wanted]);
  const ids = useMemo(
    () => [
      ...(wanted === '' ? chapters.map(({ id }) => id) : []),
      ...groups.flatMap(({ operations }) => operations.map(({ id }) => id)),
    ],
    [groups, wanted],
  );
  const current = useSectionInView(ids);
  // The beginning is there at once, and the rest follows in pieces that leave the page free to answer.
  const [isWhole, setWhole] = useState(false);
  useEffect(() => startTransition(() => setWhole(true)), []);
  useEffect(() => {
    if (!isWhole) return undefined;
    goToAnchor();
    window.addEventListener('hashchange', goToAnchor);
    return () => window.removeEventListener('hashchange', goToAnchor);
  }, [isWhole]);
  return (
    <div className={styles.layout}>
      <Contents groups={groups} query={query} onQueryChange={setQuery} current={current} />
      <div className={styles.text}>
        {wanted === '' && (
          <section aria-labelledby="getting-started">
            <h2 id="getting-started" className={styles.heading}>
              Getting started
            </h2>
            <GettingStarted />
          </section>
        )}
        {(isWhole ? groups : []).map(({ id, name, description, operations }) => (
          <section key={id} id={id} className={styles.group} aria-labelledby={`${id}-title`}>
            <h2 id={`${id}-title`} className={styles.heading}>
              {name}
            </h2>
            {description !== undefined && <Prose text={description} className={styles.about} />}
            {operations.map((operation) => (
              <OperationSection key={operation.id} document={document} operation={operation} />
            ))}
          </section>
        ))}
      </div>
    </div>
  );
}

function Loading() {
  return (
    <div className={styles.layout} aria-busy="true" aria-label="The reference is being loaded">
      <Skeleton lines={12} height="1.4em" />
      <div className={styles.loading}>
        <Skeleton width="220px" height="1.6em" />
        <Skeleton lines={4} />
        <Skeleton height="180px" />
      </div>
    </div>
  );
}
