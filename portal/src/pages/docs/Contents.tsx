/** The reference's own navigation: a filter, and every operation below its tag. On a phone it opens from a line. */
import { ChevronRight } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { SearchField } from '../../components/SearchField.tsx';
import { MethodBadge } from './MethodBadge.tsx';
import { Words } from './Prose.tsx';
import type { Group } from './reference.ts';
import { chapters } from './chapters.ts';
import styles from './Contents.module.css';

interface Props {
  readonly groups: readonly Group[];
  readonly query: string;
  readonly onQueryChange: (query: string) => void;
  /** The section being read. */
  readonly current: string | undefined;
}

export function Contents({ groups, query, onQueryChange, current }: Props) {
  const [isOpen, setOpen] = useState(false);
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (current !== undefined) keepInSight(list.current);
  }, [current]);
  const link = (id: string) => ({
    href: `#${id}`,
    onClick: () => setOpen(false),
    ...(id === current && { 'aria-current': 'location' as const }),
  });
  return (
    <div className={styles.contents}>
      <SearchField
        aria-label="Filter operations"
        placeholder="Filter operations"
        shortcut="k"
        value={query}
        onChange={(text) => {
          onQueryChange(text);
          setOpen(text !== '');
        }}
      />
      <button
        type="button"
        className={styles.toggle}
        aria-expanded={isOpen}
        aria-controls="docs-contents"
        onClick={() => setOpen(!isOpen)}
      >
        <ChevronRight size={16} aria-hidden />
        Contents
      </button>
      <nav id="docs-contents" className={styles.nav} aria-label="Contents" data-open={isOpen}>
        <div ref={list} className={styles.scroll}>
          {query === '' && (
            <section>
              <h2 className={styles.group}>Getting started</h2>
              <ul className={styles.list}>
                {chapters.map(({ id, title }) => (
                  <li key={id}>
                    <a {...link(id)} className={styles.link}>
                      {title}
                    </a>
                  </li>
                ))}
              </ul>
            </section>
          )}
          {groups.map((group) => (
            <OperationList key={group.id} group={group} link={link} />
          ))}
          {groups.length === 0 && <p className={styles.none}>Nothing matches “{query}”.</p>}
        </div>
      </nav>
    </div>
  );
}

interface LinkProps {
  readonly href: string;
  readonly onClick: () => void;
}

function OperationList({ group, link }: { readonly group: Group; readonly link: (id: string) => LinkProps }) {
  const byPath = hasRepeatedTitles(group);
  return (
    <section>
      <h2 className={styles.group}>{group.name}</h2>
      <ul className={styles.list}>
        {group.operations.map(({ id, title, path, method }) => (
          <li key={id}>
            <a {...link(id)} className={styles.link}>
              {byPath ? (
                <code className={styles.title}>{path}</code>
              ) : (
                <span className={styles.title}>
                  <Words text={title} />
                </span>
              )}
              <MethodBadge method={method} />
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Several products may have the same routes: those are told apart by their paths. */
function hasRepeatedTitles({ operations }: Group): boolean {
  return new Set(operations.map(({ title }) => title)).size < operations.length;
}

/** Moves the list, never the page. */
function keepInSight(list: HTMLElement | null): void {
  const link = list?.querySelector('[aria-current]');
  if (list === null || link === null || link === undefined) return;
  const [outer, inner] = [list.getBoundingClientRect(), link.getBoundingClientRect()];
  if (inner.top < outer.top) list.scrollTop -= outer.top - inner.top + inner.height;
  else if (inner.bottom > outer.bottom) list.scrollTop += inner.bottom - outer.bottom + inner.height;
}
