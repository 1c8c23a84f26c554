/** Who used which key, from where, for what, and how it ended: searched, exported, or watched as it happens. */
import { useInfiniteQuery } from '@tanstack/react-query';
import { Download, RefreshCw } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useSearchParams } from 'react-router';
import type { AuditEntry } from '../../api/types.ts';
import { Button } from '../../components/Button.tsx';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { LoadMore } from '../../components/LoadMore.tsx';
import { PageHeader } from '../../components/PageHeader.tsx';
import { Switch } from '../../components/Switch.tsx';
import { readFilter, writeFilter, type AuditFilter } from './auditFilter.ts';
import { auditListQuery } from './auditQueries.ts';
import { EntryDialog } from './EntryDialog.tsx';
import { EntryTable } from './EntryTable.tsx';
import { ExportDialog } from './ExportDialog.tsx';
import { FilterBar } from './FilterBar.tsx';
import { LiveStatus } from './LiveStatus.tsx';
import { newest } from './liveTail.ts';
import { NoEntries } from './NoEntries.tsx';
import { useLiveTail } from './useLiveTail.ts';
import { usePause } from './usePause.ts';
import styles from './AuditPage.module.css';

export function AuditPage() {
  const [search, setSearch] = useSearchParams();
  const isLive = search.get('live') === '1';
  const chosen = useMemo(() => readFilter(search), [search]);
  const filter = useMemo(() => (isLive ? timeless(chosen) : chosen), [chosen, isLive]);
  const [asOf, setAsOf] = useState(() => new Date());
  const [opened, setOpened] = useState<AuditEntry>();
  const [isExporting, setExporting] = useState(false);

  const pause = usePause(isLive);
  const isPaused = pause.isPaused || (isLive && opened !== undefined);
  const live = useLiveTail(filter, isLive, isPaused);
  // What was made before the stream began is read once it has: so nothing falls between.
  const until = isLive ? (live.openedAt ?? asOf) : asOf;

  const list = useInfiniteQuery(auditListQuery(filter, until));
  const loaded = useMemo(() => list.data?.pages.flatMap(({ items }) => items) ?? [], [list.data]);
  const entries = useMemo(
    () => (isLive ? newest([...live.tail.rows, ...loaded.slice(0, pageShownLive)]) : loaded),
    [isLive, live.tail.rows, loaded],
  );

  function show(next: AuditFilter, nextIsLive = isLive) {
    const parameters = writeFilter(next);
    if (nextIsLive) parameters.set('live', '1');
    setAsOf(new Date());
    setSearch(parameters, { replace: true });
  }

  const position = opened === undefined ? -1 : entries.findIndex(({ id }) => id === opened.id);
  const at = (index: number) => {
    const entry = entries[index];
    return position === -1 || entry === undefined ? undefined : () => setOpened(entry);
  };
  const isEmpty = !list.isPending && list.error === null && entries.length === 0;

  return (
    <>
      <PageHeader
        title="Audit log"
        description="Every request that came with a key: who asked, from where, for what, and how it ended."
        actions={
          <Button icon={<Download aria-hidden />} onPress={() => setExporting(true)}>
            Export
          </Button>
        }
      />
      <div className={styles.page}>
        <FilterBar key={String(isLive)} filter={filter} onChange={(next) => show(next)} isLive={isLive} />
        <div className={styles.line}>
          <Switch isSelected={isLive} onChange={(on) => show(timeless(chosen), on)}>
            Live tail
          </Switch>
          {isLive ? (
            <LiveStatus live={live} isPaused={isPaused} onResume={pause.resume} />
          ) : (
            <Button
              variant="quiet"
              size="small"
              icon={<RefreshCw aria-hidden />}
              isPending={list.isFetching && !list.isFetchingNextPage && !list.isPending}
              onPress={() => setAsOf(new Date())}
            >
              Refresh
            </Button>
          )}
        </div>
        {list.error !== null && entries.length === 0 && (
          <ErrorNotice
            error={list.error}
            title="The audit cannot be shown"
            onRetry={() => void list.refetch()}
          />
        )}
        {isEmpty && <NoEntries filter={filter} isLive={isLive} onFilter={(next) => show(next)} />}
        {(list.isPending || entries.length > 0) && (
          <div {...pause.handlers} className={styles.rows} data-stale={list.isPlaceholderData}>
            <EntryTable
              entries={entries}
              isLoading={list.isPending}
              hasMore={list.hasNextPage && !isLive}
              onOpen={setOpened}
              fresh={live.tail.fresh}
            />
          </div>
        )}
        {!isLive && entries.length > 0 && (
          <LoadMore
            hasMore={list.hasNextPage}
            isLoading={list.isFetchingNextPage}
            onLoadMore={() => void list.fetchNextPage()}
            error={list.isFetchNextPageError ? list.error : undefined}
            endText={`These are all: ${entries.length.toLocaleString('en')} ${entries.length === 1 ? 'entry' : 'entries'}`}
          />
        )}
      </div>
      {opened !== undefined && (
        <EntryDialog
          entry={opened}
          onClose={() => setOpened(undefined)}
          onNewer={at(position - 1)}
          onOlder={at(position + 1)}
          onFilter={(part) => {
            setOpened(undefined);
            show({ ...filter, ...part });
          }}
        />
      )}
      {isExporting && <ExportDialog filter={filter} onClose={() => setExporting(false)} />}
    </>
  );
}

/** Below the live rows: what came just before them. */
const pageShownLive = 100;

function timeless({ range: _range, from: _from, to: _to, ...rest }: AuditFilter): AuditFilter {
  return rest;
}
