import { useInfiniteQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import { KeyRound, Plus, SearchX } from 'lucide-react';
import { keyListQuery } from '../../api/queries.ts';
import { useMayChange, useSession } from '../../api/session.ts';
import { Button } from '../../components/Button.tsx';
import { DataTable } from '../../components/DataTable.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { LinkButton } from '../../components/LinkButton.tsx';
import { LoadMore } from '../../components/LoadMore.tsx';
import { PageHeader } from '../../components/PageHeader.tsx';
import { FilterBar } from './FilterBar.tsx';
import { FirstKey } from './FirstKey.tsx';
import { keyColumns } from './keyColumns.tsx';
import styles from './KeysPage.module.css';
import { useKeyFilter } from './useKeyFilter.ts';

/** The merchant's keys, newest first. */
export function KeysPage() {
  const mayChange = useMayChange();
  const { filter, setFilter, isFiltered } = useKeyFilter();
  const query = useInfiniteQuery(keyListQuery(filter));
  const { data, error, isPending, isPlaceholderData, hasNextPage, isFetchingNextPage } = query;
  const rows = data?.pages.flatMap(({ items }) => items) ?? [];
  const isLoading = isPending || (isPlaceholderData && rows.length === 0);
  const isEmpty = !isLoading && data !== undefined && rows.length === 0;
  const { fetchNextPage } = query;
  const loadMore = useCallback(() => void fetchNextPage(), [fetchNextPage]);

  return (
    <>
      <PageHeader
        title="API keys"
        description={mayChange ? 'Scoped keys for programs that call the API.' : <ReadOnly />}
        actions={
          mayChange &&
          !(isEmpty && !isFiltered) && (
            <LinkButton to="/keys/new" variant="primary" icon={<Plus aria-hidden="true" />}>
              Create key
            </LinkButton>
          )
        }
      />
      {(!isEmpty || isFiltered) && <FilterBar filter={filter} onChange={setFilter} isFiltered={isFiltered} />}
      {error !== null && data === undefined ? (
        <ErrorNotice title="The keys cannot be shown" error={error} onRetry={() => void query.refetch()} />
      ) : isEmpty && !isFiltered ? (
        <FirstKey mayChange={mayChange} />
      ) : isEmpty ? (
        <EmptyState
          icon={<SearchX />}
          title="No key matches"
          action={<Button onPress={() => setFilter({})}>Clear search and filters</Button>}
        >
          Search looks at names. The other filters must all agree.
        </EmptyState>
      ) : (
        <div className={styles.list} data-old={isPlaceholderData || undefined}>
          <DataTable
            caption="API keys, newest first"
            columns={keyColumns}
            rows={rows}
            rowKey={({ id }) => id}
            getHref={({ id }) => `/keys/${id}`}
            isLoading={isLoading}
            hasMore={hasNextPage}
          />
          {!isLoading && (
            <LoadMore
              hasMore={hasNextPage}
              isLoading={isFetchingNextPage}
              onLoadMore={loadMore}
              error={query.isFetchNextPageError ? error : undefined}
              endText={rows.length > 20 ? `All ${rows.length.toLocaleString('en')} are shown` : ''}
            />
          )}
        </div>
      )}
      <p role="status" className="visuallyHidden">
        {isEmpty && isFiltered ? 'No key matches' : ''}
      </p>
    </>
  );
}

function ReadOnly() {
  const { role } = useSession();
  return (
    <span className={styles.readOnly}>
      <KeyRound aria-hidden="true" />
      You can look at keys as {role}. An admin of your account can create and change them.
    </span>
  );
}
