import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { ListFilter, X } from 'lucide-react';
import { profilesQuery, type KeyFilter } from '../../api/queries.ts';
import { Button } from '../../components/Button.tsx';
import { SearchField } from '../../components/SearchField.tsx';
import { FilterSelect } from '../../components/FilterSelect.tsx';
import type { SelectOption } from '../../components/Select.tsx';
import { productName } from '../../words.ts';
import styles from './FilterBar.module.css';
import { environments, statuses } from './filter.ts';

export interface FilterBarProps {
  readonly filter: KeyFilter;
  readonly isFiltered: boolean;
  readonly onChange: (filter: KeyFilter) => void;
}

const any = 'any';
const statusOptions: readonly SelectOption[] = [
  { id: any, label: 'Any status' },
  ...statuses.map((id) => ({ id, label: sentence(id) })),
];
const environmentOptions: readonly SelectOption[] = [
  { id: any, label: 'Any environment' },
  ...environments.map((id) => ({ id, label: sentence(id) })),
];

/** What narrows the list: a part of the name, and what a key has. */
export function FilterBar({ filter, isFiltered, onChange }: FilterBarProps) {
  const { data: profiles = [] } = useQuery(profilesQuery);
  const productOptions: readonly SelectOption[] = [
    { id: any, label: 'Any product' },
    ...profiles.map(({ name }) => ({ id: name, label: productName(name) })),
  ];
  // On a phone the filters are folded away until they are wanted.
  const [isOpen, setOpen] = useState(isFiltered && filter.q === undefined);
  const search = useTypedText(filter.q ?? '', (q) => onChange({ ...filter, q }));
  const change = (part: Readonly<Record<string, string>>) => {
    const [[name, value] = ['', any]] = Object.entries(part);
    onChange({ ...filter, q: search.text, [name]: value === any ? undefined : value });
  };
  return (
    <div className={styles.bar} role="search">
      <SearchField
        aria-label="Search keys by name"
        placeholder="Search by name"
        shortcut="k"
        value={search.text}
        onChange={(text) => search.type(text)}
        onSubmit={(text) => search.settle(text)}
        maxLength={100}
        className={styles.search}
      />
      <Button
        icon={<ListFilter />}
        aria-label="Filters"
        aria-expanded={isOpen}
        className={styles.opener}
        onPress={() => setOpen(!isOpen)}
      />
      <div className={styles.filters} data-open={isOpen || undefined}>
        <FilterSelect
          neutralKey={any}
          aria-label="Status"
          options={statusOptions}
          selectedKey={filter.status ?? any}
          onSelectionChange={(status) => change({ status })}
          className={styles.select}
        />
        <FilterSelect
          neutralKey={any}
          aria-label="Environment"
          options={environmentOptions}
          selectedKey={filter.environment ?? any}
          onSelectionChange={(environment) => change({ environment })}
          className={styles.select}
        />
        {profiles.length > 1 && (
          <FilterSelect
            neutralKey={any}
            aria-label="Product"
            options={productOptions}
            selectedKey={filter.profile ?? any}
            onSelectionChange={(profile) => change({ profile })}
            className={styles.select}
          />
        )}
        {isFiltered && (
          <Button
            variant="quiet"
            icon={<X />}
            onPress={() => {
              search.forget();
              onChange({});
            }}
          >
            Clear
          </Button>
        )}
      </div>
    </div>
  );
}

const typingPauseMs = 250;

/** A text that is asked for only when the typing pauses, and that follows when it changes elsewhere (back, "clear"). */
function useTypedText(settled: string, onSettled: (text: string) => void) {
  const [text, setText] = useState(settled);
  const [known, setKnown] = useState(settled);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const latest = useRef(onSettled);
  useEffect(() => {
    latest.current = onSettled;
  });
  useEffect(() => () => clearTimeout(timer.current), []);
  if (settled !== known) {
    setKnown(settled);
    if (settled !== text.trim()) setText(settled);
  }
  return {
    text,
    type(next: string) {
      setText(next);
      clearTimeout(timer.current);
      timer.current = setTimeout(() => latest.current(next.trim()), typingPauseMs);
    },
    settle(next: string) {
      clearTimeout(timer.current);
      latest.current(next.trim());
    },
    forget() {
      clearTimeout(timer.current);
      setText('');
    },
  };
}

function sentence(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
