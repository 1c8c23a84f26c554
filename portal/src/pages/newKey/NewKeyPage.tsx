import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ShieldAlert } from 'lucide-react';
import { profilesQuery } from '../../api/queries.ts';
import { useMayChange, useSession } from '../../api/session.ts';
import { EmptyState } from '../../components/EmptyState.tsx';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { LinkButton } from '../../components/LinkButton.tsx';
import { PageHeader } from '../../components/PageHeader.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { CreatedKeyView, LostSecretView } from './CreatedKeyView.tsx';
import { NewKeyForm } from './NewKeyForm.tsx';
import type { Creation } from './useCreateKey.ts';

const backTo = { to: '/keys', label: 'API keys' };

/** Describes a key, makes it, and shows its secret once. The secret lives in this component and is gone with it. */
export function NewKeyPage() {
  const mayChange = useMayChange();
  const { role } = useSession();
  const profiles = useQuery(profilesQuery);
  const [creation, setCreation] = useState<Creation>();

  if (!mayChange) {
    return (
      <>
        <PageHeader title="Create a key" backTo={backTo} />
        <EmptyState
          icon={<ShieldAlert />}
          title="Only admins can create keys"
          action={<LinkButton to="/keys">Go to the keys</LinkButton>}
        >
          You are signed in as {role}. Ask an admin of your account for a key.
        </EmptyState>
      </>
    );
  }
  if (creation?.kind === 'created') return <CreatedKeyView created={creation.created} />;
  if (creation?.kind === 'lost') return <LostSecretView lost={creation.lost} />;
  return (
    <>
      <PageHeader
        title="Create a key"
        description="For one program, with no more than it needs. Its secret is shown once."
        backTo={backTo}
      />
      {profiles.error !== null && (
        <ErrorNotice
          title="The form cannot be shown"
          error={profiles.error}
          onRetry={() => void profiles.refetch()}
        />
      )}
      {profiles.isPending && <Skeleton lines={8} height="20px" />}
      {profiles.data !== undefined && <NewKeyForm profiles={profiles.data} onCreated={setCreation} />}
    </>
  );
}
