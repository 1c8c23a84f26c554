/** Where the merchant is told of what happens to its keys. */
import { useQuery } from '@tanstack/react-query';
import { Plus, Webhook } from 'lucide-react';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { useMayChange } from '../../api/session.ts';
import type { WebhookEndpoint } from '../../api/types.ts';
import { Button } from '../../components/Button.tsx';
import { CodeBlock } from '../../components/CodeBlock.tsx';
import { DataTable, type Column } from '../../components/DataTable.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { PageHeader } from '../../components/PageHeader.tsx';
import { StatusBadge } from '../../components/StatusBadge.tsx';
import { Time } from '../../components/Time.tsx';
import { EndpointForm } from './EndpointForm.tsx';
import { eventTypes } from './eventTypes.ts';
import { SigningSecretDialog } from './SigningSecretDialog.tsx';
import { useWebhookChanges, type Issued } from './webhookChanges.ts';
import { endpointListQuery } from './webhookQueries.ts';
import styles from './WebhooksPage.module.css';

export function WebhooksPage() {
  const mayChange = useMayChange();
  const navigate = useNavigate();
  const { create } = useWebhookChanges();
  const { data: endpoints = [], error, isPending, refetch } = useQuery(endpointListQuery);
  const [isAdding, setAdding] = useState(false);
  const [issued, setIssued] = useState<Issued>();
  const add = mayChange && (
    <Button variant="primary" icon={<Plus aria-hidden />} onPress={() => setAdding(true)}>
      Add endpoint
    </Button>
  );
  const isEmpty = !isPending && error === null && endpoints.length === 0;
  return (
    <>
      <PageHeader
        title="Webhooks"
        description="Be told when a key is made, changed, about to end or revoked: we send a signed message to your URL."
        actions={!isEmpty && add}
      />
      {error !== null && (
        <ErrorNotice error={error} title="The endpoints cannot be shown" onRetry={() => void refetch()} />
      )}
      {isEmpty && <NoEndpoints action={add} mayChange={mayChange} />}
      {(isPending || endpoints.length > 0) && (
        <DataTable
          caption="Webhook endpoints, newest first"
          columns={columns}
          rows={endpoints}
          rowKey={({ id }) => id}
          getHref={({ id }) => `/webhooks/${id}`}
          isLoading={isPending}
        />
      )}
      {isAdding && (
        <EndpointForm
          title="Add an endpoint"
          submitLabel="Add endpoint"
          initial={{ url: '', events: eventTypes.map(({ id }) => id), description: null }}
          onClose={() => setAdding(false)}
          onSubmit={async (input) => {
            setIssued(await create(input));
            setAdding(false);
          }}
        />
      )}
      {issued !== undefined && (
        <SigningSecretDialog
          secret={issued.secret}
          isRotation={false}
          onStored={() => {
            setIssued(undefined);
            void navigate(`/webhooks/${issued.endpointId}`);
          }}
        />
      )}
    </>
  );
}

const columns: readonly Column<WebhookEndpoint>[] = [
  {
    id: 'url',
    header: 'URL',
    width: 'minmax(0, 2fr)',
    onPhone: 'title',
    cell: ({ url, description }) => (
      <>
        <span className={styles.url}>{url}</span>
        {description !== null && <span className={styles.description}>{description}</span>}
      </>
    ),
  },
  {
    id: 'events',
    header: 'Events',
    width: 'minmax(0, 1fr)',
    cell: ({ events }) => <span title={events.join(', ')}>{eventsText(events)}</span>,
  },
  {
    id: 'status',
    header: 'Status',
    width: '110px',
    onPhone: 'aside',
    cell: ({ status }) => <StatusBadge status={status} />,
  },
  {
    id: 'created',
    header: 'Created',
    width: '130px',
    cell: ({ createdAt }) => <Time at={createdAt} />,
  },
];

function eventsText(events: readonly string[]): string {
  if (events.length === eventTypes.length) return 'All';
  return events.length === 1 ? (events[0] ?? '') : `${events.length} of ${eventTypes.length}`;
}

const sample = `{
  "type": "api_key.expiring",
  "timestamp": "2026-11-21T00:00:00.000Z",
  "data": {
    "id": "key_3Jq0mWc7",
    "name": "Website checkout",
    "expiresAt": "2026-11-28T00:00:00.000Z",
    …
  }
}`;

function NoEndpoints({
  action,
  mayChange,
}: {
  readonly action: React.ReactNode;
  readonly mayChange: boolean;
}) {
  return (
    <EmptyState icon={<Webhook />} title="Nobody is told yet" action={action}>
      <p>
        Add the URL of a receiver, and it hears of what happens to your keys as it happens: seven days before
        one ends, there is still time for a new one. Each message is signed (Standard Webhooks) and sent again
        for three days until it is taken.
      </p>
      {!mayChange && <p>Only an admin can add one.</p>}
      <div className={styles.sample}>
        <CodeBlock code={sample} language="What you receive" label="sample of a webhook" />
      </div>
    </EmptyState>
  );
}
