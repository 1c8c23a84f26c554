import { KeyRound, Plus } from 'lucide-react';
import { EmptyState } from '../../components/EmptyState.tsx';
import { LinkButton } from '../../components/LinkButton.tsx';
import styles from './FirstKey.module.css';

const facts = [
  ['A name', 'that says who uses it, as every request is recorded under it.'],
  ['Scopes', 'that say what it may do. It can lose some later, but never gain any.'],
  ['An end', 'and addresses it may be used from, if you want. Rotating every 90 days is a good habit.'],
] as const;

/** Where there is no key yet: what one is, and how to get it. */
export function FirstKey({ mayChange }: { readonly mayChange: boolean }) {
  return (
    <EmptyState
      icon={<KeyRound />}
      title={mayChange ? 'Create your first key' : 'There are no keys yet'}
      action={
        mayChange && (
          <>
            <LinkButton to="/keys/new" variant="primary" icon={<Plus aria-hidden="true" />}>
              Create key
            </LinkButton>
            <LinkButton to="/docs">Read the API reference</LinkButton>
          </>
        )
      }
    >
      <p>
        A key lets a program of yours call the API. Its secret is shown once, when it is made, and it has:
      </p>
      <dl className={styles.facts}>
        {facts.map(([name, text]) => (
          <div key={name} className={styles.fact}>
            <dt>{name}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </EmptyState>
  );
}
