import { ScrollText, SearchX } from 'lucide-react';
import { useMayChange } from '../../api/session.ts';
import { Button } from '../../components/Button.tsx';
import { CodeBlock } from '../../components/CodeBlock.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { LinkButton } from '../../components/LinkButton.tsx';
import { isEmpty, type AuditFilter } from './auditFilter.ts';
import styles from './NoEntries.module.css';

/** Why there is nothing to see: nothing has happened yet, or nothing that matches. */
export function NoEntries({
  filter,
  isLive,
  onFilter,
}: {
  readonly filter: AuditFilter;
  readonly isLive: boolean;
  readonly onFilter: (filter: AuditFilter) => void;
}) {
  const mayChange = useMayChange();
  if (!isEmpty(filter)) {
    const { range, from, to, ...rest } = filter;
    const hasTime = range !== undefined || from !== undefined || to !== undefined;
    return (
      <EmptyState
        icon={<SearchX />}
        title={isLive ? 'Nothing that matches yet' : 'No entry matches'}
        action={
          <>
            {hasTime && <Button onPress={() => onFilter(rest)}>Search at any time</Button>}
            <Button onPress={() => onFilter({})}>Clear the filters</Button>
          </>
        }
      >
        <p>
          {isLive
            ? 'New entries that match show here as they come.'
            : 'Ask for more time, or for less in particular.'}
        </p>
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={<ScrollText />}
      title="No request has come with a key yet"
      action={
        <>
          {mayChange && (
            <LinkButton to="/keys/new" variant="primary">
              Create a key
            </LinkButton>
          )}
          <LinkButton to="/docs#first-request">Read how to use it</LinkButton>
        </>
      }
    >
      <p>
        Each request with one of your keys leaves an entry here, whether it was allowed or refused. Nobody can
        change or remove one.
      </p>
      <div className={styles.sample}>
        <CodeBlock
          language="curl"
          label="curl for a first request"
          code={`curl ${window.location.origin}/public/api/v1/invoices \\\n  -H "Authorization: Bearer $API_KEY"`}
        />
      </div>
    </EmptyState>
  );
}
