import { PageHeader, type PageHeaderProps } from '../../components/PageHeader.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import styles from './KeyPage.module.css';

/** The page's shape while the key is being loaded. */
export function KeyPageSkeleton({ backTo }: Required<Pick<PageHeaderProps, 'backTo'>>) {
  return (
    <div aria-busy="true">
      <PageHeader
        title={
          <>
            <span className="visuallyHidden">API key, being loaded</span>
            <Skeleton width="280px" />
          </>
        }
        documentTitle="API key"
        backTo={backTo}
      />
      <div className={styles.parts}>
        <Skeleton height="128px" />
        <Skeleton height="360px" />
      </div>
    </div>
  );
}
