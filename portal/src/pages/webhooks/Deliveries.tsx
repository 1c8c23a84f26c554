/** What an endpoint was sent: newest first, each with every attempt when it is opened. */
import { useInfiniteQuery } from '@tanstack/react-query';
import { Inbox } from 'lucide-react';
import { useState } from 'react';
import type { WebhookEndpoint } from '../../api/types.ts';
import { EmptyState } from '../../components/EmptyState.tsx';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { FilterSelect } from '../../components/FilterSelect.tsx';
import { LoadMore } from '../../components/LoadMore.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { Section } from '../../components/Section.tsx';
import { DeliveryRow } from './DeliveryRow.tsx';
import { deliveriesQuery, type DeliveryStatus } from './webhookQueries.ts';
import styles from './Deliveries.module.css';

type Choice = DeliveryStatus | 'all';

const choices: readonly { readonly id: Choice; readonly label: string }[] = [
  { id: 'all', label: 'All deliveries' },
  { id: 'pending', label: 'Under way' },
  { id: 'delivered', label: 'Delivered' },
  { id: 'dead', label: 'Given up' },
  { id: 'cancelled', label: 'Cancelled' },
];

export function Deliveries({ endpoint }: { readonly endpoint: WebhookEndpoint }) {
  const [choice, setChoice] = useState<Choice>('all');
  const list = useInfiniteQuery(deliveriesQuery(endpoint.id, choice === 'all' ? undefined : choice));
  const deliveries = list.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <Section
      title="Deliveries"
      description="Of the last 30 days. What fails is tried again for three days, ever more rarely."
      actions={
        <FilterSelect
          aria-label="Which deliveries"
          neutralKey="all"
          options={choices}
          selectedKey={choice}
          onSelectionChange={setChoice}
        />
      }
    >
      {list.error !== null && deliveries.length === 0 && (
        <ErrorNotice
          error={list.error}
          title="The deliveries cannot be shown"
          onRetry={() => void list.refetch()}
        />
      )}
      {list.isPending && (
        <div aria-busy="true" aria-label="The deliveries are being loaded">
          <Skeleton lines={5} height="1.4em" />
        </div>
      )}
      {deliveries.length > 0 && (
        <ul className={styles.list} data-stale={list.isPlaceholderData}>
          {deliveries.map((delivery) => (
            <DeliveryRow key={delivery.id} endpoint={endpoint} delivery={delivery} />
          ))}
        </ul>
      )}
      {list.isSuccess && deliveries.length === 0 && <NoDeliveries choice={choice} />}
      {deliveries.length > 0 && list.hasNextPage && (
        <LoadMore
          hasMore={list.hasNextPage}
          isLoading={list.isFetchingNextPage}
          onLoadMore={() => void list.fetchNextPage()}
          error={list.isFetchNextPageError ? list.error : undefined}
        />
      )}
    </Section>
  );
}

function NoDeliveries({ choice }: { readonly choice: Choice }) {
  if (choice !== 'all') return <p className={styles.none}>There are none of these.</p>;
  return (
    <EmptyState icon={<Inbox />} title="Nothing was sent yet">
      <p>Send a test to see whether your receiver takes it. The next event of a key comes here, too.</p>
    </EmptyState>
  );
}
