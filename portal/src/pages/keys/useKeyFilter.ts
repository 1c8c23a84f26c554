import { useCallback } from 'react';
import { useSearchParams } from 'react-router';
import type { KeyFilter } from '../../api/queries.ts';
import { filterOf } from './filter.ts';

/** The filter in the address. A changed one replaces it: the back button goes to the page before, not to each letter typed. */
export function useKeyFilter() {
  const [search, setSearch] = useSearchParams();
  const filter = filterOf(search);
  const setFilter = useCallback(
    (next: KeyFilter) => {
      const entries = Object.entries(next).filter(([, value]) => value !== undefined && value !== '');
      setSearch(new URLSearchParams(entries as [string, string][]), {
        replace: true,
        preventScrollReset: true,
      });
    },
    [setSearch],
  );
  const isFiltered = Object.values(filter).some((value) => value !== undefined);
  return { filter, setFilter, isFiltered };
}
