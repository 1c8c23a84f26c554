/** One endpoint: what it is told of, how it went, and the secret that signs. */
import { useQuery } from '@tanstack/react-query';
import { Pencil, Send } from 'lucide-react';
import { useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import { ApiError } from '../../api/errors.ts';
import { useMayChange } from '../../api/session.ts';
import type { WebhookEndpoint } from '../../api/types.ts';
import { Button } from '../../components/Button.tsx';
import { ConfirmDialog } from '../../components/ConfirmDialog.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { LinkButton } from '../../components/LinkButton.tsx';
import { Notice } from '../../components/Notice.tsx';
import { notify } from '../../components/notifications.ts';
import { PageHeader } from '../../components/PageHeader.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { StatusBadge } from '../../components/StatusBadge.tsx';
import { Deliveries } from './Deliveries.tsx';
import { EndpointFacts } from './EndpointFacts.tsx';
import { EndpointForm } from './EndpointForm.tsx';
import { SecretSection } from './SecretSection.tsx';
import { useAction } from './useAction.ts';
import { useWebhookChanges } from './webhookChanges.ts';
import { endpointQuery } from './webhookQueries.ts';
import styles from './WebhookPage.module.css';

const backTo = { to: '/webhooks', label: 'Webhooks' };

export function WebhookPage() {
  const { endpointId = '' } = useParams();
  const { data: endpoint, error, refetch } = useQuery(endpointQuery(endpointId));
  // First, as what was read before stays when somebody else deletes it.
  if (error instanceof ApiError && error.status === 404) return <NoSuchEndpoint />;
  if (endpoint !== undefined) return <Endpoint key={endpoint.id} endpoint={endpoint} />;
  return (
    <>
      <PageHeader title={<Skeleton width="320px" />} documentTitle="Webhook endpoint" backTo={backTo} />
      {error === null ? (
        <div aria-busy="true" aria-label="The endpoint is being loaded">
          <Skeleton lines={6} height="1.4em" />
        </div>
      ) : (
        <ErrorNotice error={error} title="The endpoint cannot be shown" onRetry={() => void refetch()} />
      )}
    </>
  );
}

function Endpoint({ endpoint }: { readonly endpoint: WebhookEndpoint }) {
  const mayChange = useMayChange();
  const navigate = useNavigate();
  const { change, remove, sendTest } = useWebhookChanges();
  /** As it was when the editing began: what others change meanwhile is not to be undone. */
  const [edited, setEdited] = useState<WebhookEndpoint>();
  const [isDeleting, setDeleting] = useState(false);
  const test = useAction(async () => {
    await sendTest(endpoint);
    notify('A test is on its way. It shows among the deliveries.', 'success');
  });
  const enable = useAction((status: WebhookEndpoint['status']) => change(endpoint, { status }));
  const { url, status, description, disabledReason } = endpoint;
  const isEnabled = status === 'enabled';
  return (
    <>
      <PageHeader
        title={<span className={styles.url}>{url}</span>}
        documentTitle="Webhook endpoint"
        backTo={backTo}
        description={
          <span className={styles.state}>
            <StatusBadge status={status} /> {description}
          </span>
        }
        actions={
          mayChange && (
            <>
              <Button
                icon={<Send aria-hidden />}
                isPending={test.isPending}
                isDisabled={!isEnabled}
                onPress={() => test.run()}
              >
                Send test
              </Button>
              <Button icon={<Pencil aria-hidden />} onPress={() => setEdited(endpoint)}>
                Edit
              </Button>
              <Button
                variant={isEnabled ? 'secondary' : 'primary'}
                isPending={enable.isPending}
                onPress={() => enable.run(isEnabled ? 'disabled' : 'enabled')}
              >
                {isEnabled ? 'Disable' : 'Enable'}
              </Button>
            </>
          )
        }
      />
      <div className={styles.sections}>
        {!isEnabled && <Disabled isGone={disabledReason === 'gone'} />}
        <EndpointFacts endpoint={endpoint} />
        <Deliveries endpoint={endpoint} />
        <SecretSection endpoint={endpoint} />
        {mayChange && (
          <div className={styles.end}>
            <div>
              <h2>Delete this endpoint</h2>
              <p>
                It is sent nothing more, and what waits is given up. Its deliveries cannot be seen any more.
              </p>
            </div>
            <Button variant="danger" onPress={() => setDeleting(true)}>
              Delete endpoint
            </Button>
          </div>
        )}
      </div>
      {edited !== undefined && (
        <EndpointForm
          title="Edit the endpoint"
          submitLabel="Save"
          initial={edited}
          onClose={() => setEdited(undefined)}
          onSubmit={async (input) => {
            await change(edited, input).catch(orSayThatItChanged);
            setEdited(undefined);
          }}
        />
      )}
      <ConfirmDialog
        title="Delete this endpoint?"
        isOpen={isDeleting}
        onClose={() => setDeleting(false)}
        confirmLabel="Delete endpoint"
        danger
        onConfirm={async () => {
          await remove(endpoint);
          notify('The endpoint is deleted.');
          await navigate('/webhooks', { replace: true });
        }}
      >
        <p className={styles.url}>{url}</p>
        <p>It is sent nothing more, at once and for good. Disable it instead to stop for a while.</p>
      </ConfirmDialog>
    </>
  );
}

/** The form is of an endpoint that is no more, and could not be saved ever after: it gives way to what there is. */
function orSayThatItChanged(error: unknown) {
  if (!(error instanceof ApiError) || error.status !== 412) throw error;
  notify(
    'This was not saved: the endpoint has changed since. Look how it is now, and edit it again if that still fits.',
    'danger',
  );
}

function Disabled({ isGone }: { readonly isGone: boolean }) {
  return (
    <Notice tone="warning" title={isGone ? 'The receiver has asked for no more' : 'Nothing is sent here'}>
      {isGone
        ? 'It answered 410 Gone, so this endpoint was disabled. Enable it when the receiver is back.'
        : 'The endpoint is disabled. What happens meanwhile is not sent later.'}
    </Notice>
  );
}

function NoSuchEndpoint() {
  return (
    <>
      <PageHeader title="No such endpoint" backTo={backTo} />
      <EmptyState
        title="There is no such webhook endpoint"
        action={<LinkButton to="/webhooks">All webhooks</LinkButton>}
      >
        <p>It was deleted, or it was never one of yours.</p>
      </EmptyState>
    </>
  );
}
