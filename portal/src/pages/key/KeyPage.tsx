import { useState } from 'react';
import { useParams } from 'react-router';
import { useQuery } from '@tanstack/react-query';
import { Ban, KeyRound, RefreshCw } from 'lucide-react';
import { ApiError } from '../../api/errors.ts';
import { keyQuery } from '../../api/queries.ts';
import { useMayChange } from '../../api/session.ts';
import type { Key } from '../../api/types.ts';
import { Button } from '../../components/Button.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { LinkButton } from '../../components/LinkButton.tsx';
import { PageHeader } from '../../components/PageHeader.tsx';
import { AddressesSection } from './addresses/AddressesSection.tsx';
import { AuditSection } from './audit/AuditSection.tsx';
import { ExpirySection } from './expiry/ExpirySection.tsx';
import { EndedNotice } from './header/EndedNotice.tsx';
import { KeyFacts } from './header/KeyFacts.tsx';
import { KeyTitle } from './header/KeyTitle.tsx';
import { HistorySection } from './history/HistorySection.tsx';
import { KeyPageSkeleton } from './KeyPageSkeleton.tsx';
import { ScopesSection } from './scopes/ScopesSection.tsx';
import { OldSecretNotice } from './secret/OldSecretNotice.tsx';
import { RegenerateDialog } from './secret/RegenerateDialog.tsx';
import { RevokeDialog } from './secret/RevokeDialog.tsx';
import { UsageSection } from './usage/UsageSection.tsx';
import styles from './KeyPage.module.css';

const backTo = { to: '/keys', label: 'API keys' } as const;

/** One key: what it is, how it is used, what happened to it, and for admins how it is changed. */
export function KeyPage() {
  const { keyId = '' } = useParams();
  const { data: key, error, refetch } = useQuery(keyQuery(keyId));
  if (error instanceof ApiError && error.status === 404) return <NoSuchKey />;
  // Another key is another page: nothing of a form or a secret goes over to it.
  if (key !== undefined) return <KeyDetail key={key.id} apiKey={key} />;
  if (error === null) return <KeyPageSkeleton backTo={backTo} />;
  return (
    <>
      <PageHeader title="API key" backTo={backTo} />
      <ErrorNotice error={error} title="The key cannot be shown" onRetry={() => void refetch()} />
    </>
  );
}

function KeyDetail({ apiKey }: { readonly apiKey: Key }) {
  const [dialog, setDialog] = useState<'regenerate' | 'revoke'>();
  const isAdmin = useMayChange();
  const mayChange = isAdmin && apiKey.status === 'active';
  return (
    <>
      <PageHeader
        title={<KeyTitle apiKey={apiKey} mayRename={mayChange} />}
        documentTitle={apiKey.name}
        backTo={backTo}
        description={isAdmin ? undefined : 'You see all of this key. Changing it takes the role of an admin.'}
        actions={
          mayChange && (
            <>
              <Button icon={<RefreshCw />} onPress={() => setDialog('regenerate')}>
                Regenerate
              </Button>
              <Button className={styles.revoke} icon={<Ban />} onPress={() => setDialog('revoke')}>
                Revoke
              </Button>
            </>
          )
        }
      />
      <div className={styles.parts}>
        <EndedNotice apiKey={apiKey} />
        <OldSecretNotice apiKey={apiKey} />
        <KeyFacts apiKey={apiKey} />
        <div className={styles.columns}>
          <div className={styles.parts}>
            <UsageSection apiKey={apiKey} />
            <ScopesSection apiKey={apiKey} mayChange={mayChange} />
            <AddressesSection apiKey={apiKey} mayChange={mayChange} />
            <ExpirySection apiKey={apiKey} mayChange={mayChange} />
          </div>
          <HistorySection apiKey={apiKey} />
        </div>
        <AuditSection apiKey={apiKey} />
      </div>
      {dialog === 'regenerate' && <RegenerateDialog apiKey={apiKey} onClose={() => setDialog(undefined)} />}
      {dialog === 'revoke' && <RevokeDialog apiKey={apiKey} onClose={() => setDialog(undefined)} />}
    </>
  );
}

function NoSuchKey() {
  return (
    <>
      <PageHeader title="Key not found" backTo={backTo} />
      <EmptyState
        icon={<KeyRound />}
        title="There is no such key"
        action={<LinkButton to="/keys">Go to your API keys</LinkButton>}
      >
        The link may be mistyped, or the key may be another merchant’s. Keys that were revoked or have expired
        are never removed.
      </EmptyState>
    </>
  );
}
