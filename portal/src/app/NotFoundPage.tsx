import { Compass } from 'lucide-react';
import { EmptyState } from '../components/EmptyState.tsx';
import { LinkButton } from '../components/LinkButton.tsx';
import { PageHeader } from '../components/PageHeader.tsx';

/** For an address that no page has. */
export function NotFoundPage() {
  return (
    <>
      <PageHeader title="Page not found" />
      <EmptyState
        icon={<Compass />}
        title="There is no page at this address"
        action={<LinkButton to="/keys">Go to your API keys</LinkButton>}
      >
        The link may be old, or mistyped.
      </EmptyState>
    </>
  );
}
