import { useQuery } from '@tanstack/react-query';
import { profilesQuery } from '../api/queries.ts';
import type { Key } from '../api/types.ts';
import { keySnippets } from './keySnippets.ts';
import { SecretPanel } from './SecretPanel.tsx';

export interface KeySecretPanelProps {
  /** Only ever from a component's state; see `SecretPanel`. */
  readonly secret: string;
  readonly apiKey: Pick<Key, 'profile' | 'scopes' | 'environment'>;
  readonly onStored: () => void;
}

/** The secret of a key, new or regenerated, with a first request to try it. */
export function KeySecretPanel({ secret, apiKey, onStored }: KeySecretPanelProps) {
  const { data: profiles } = useQuery(profilesQuery);
  const profile = profiles?.find(({ name }) => name === apiKey.profile);
  return (
    <SecretPanel
      secret={secret}
      noun="key"
      lossText="You would have to regenerate the key."
      snippets={keySnippets(secret, apiKey, profile, window.location.origin)}
      onStored={onStored}
    />
  );
}
