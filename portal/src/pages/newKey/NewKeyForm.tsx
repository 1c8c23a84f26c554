import { useEffect, useRef, useState } from 'react';
import { Form } from 'react-aria-components';
import { ApiError, fieldError } from '../../api/errors.ts';
import type { Profile } from '../../api/types.ts';
import { Button } from '../../components/Button.tsx';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { LinkButton } from '../../components/LinkButton.tsx';
import { TextField } from '../../components/TextField.tsx';
import { useNow } from '../../components/useNow.ts';
import { bodyOf, emptyDraft, problemsOf, type Draft, type Field } from './draft.ts';
import { ExpiryField } from './ExpiryField.tsx';
import { FormSection } from './FormSection.tsx';
import { IpRulesField } from './IpRulesField.tsx';
import styles from './NewKeyForm.module.css';
import { ProductFields } from './ProductFields.tsx';
import { ScopesField } from './ScopesField.tsx';
import { Summary } from './Summary.tsx';
import { useCreateKey, type Creation } from './useCreateKey.ts';

export interface NewKeyFormProps {
  readonly profiles: readonly Profile[];
  readonly onCreated: (creation: Creation) => void;
}

const fields: readonly Field[] = ['name', 'profile', 'environment', 'scopes', 'expiresAt', 'ipRules'];

/** Everything that a key is, on one page, with what it amounts to beside it. */
export function NewKeyForm({ profiles, onCreated }: NewKeyFormProps) {
  const [first] = profiles;
  return first === undefined ? (
    <ErrorNotice error={undefined} title="This installation has no products" />
  ) : (
    <Fields profiles={profiles} first={first} onCreated={onCreated} />
  );
}

function Fields({ profiles, first, onCreated }: NewKeyFormProps & { readonly first: Profile }) {
  const [draft, setDraft] = useState<Draft>(() => emptyDraft(first));
  const [attempts, setAttempts] = useState(0);
  const { create, isPending, error } = useCreateKey();
  const now = useNow();
  const form = useRef<HTMLFormElement>(null);
  const profile = profiles.find(({ name }) => name === draft.profile) ?? first;
  const problems = problemsOf(draft, now);
  const isWrong = Object.keys(problems).length > 0;
  useEffect(() => {
    if (attempts > 0) focusFirstProblem(form.current);
  }, [attempts]);

  const change = (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part }));
  /** From the first attempt on what is wrong is said; until then nobody has had the time to get it right. */
  const problemOf = (field: Field) =>
    (attempts > 0 ? problems[field] : undefined) ?? fieldError(error, field);
  const isAboutFields =
    error instanceof ApiError && fields.some((field) => fieldError(error, field) !== undefined);

  async function submit() {
    if (isPending) return;
    const creation = isWrong ? undefined : await create(bodyOf(draft, new Date()));
    if (creation === undefined) setAttempts((count) => count + 1);
    else onCreated(creation);
  }

  return (
    <Form
      ref={form}
      className={styles.form}
      aria-label="New key"
      autoComplete="off"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <div className={styles.sections}>
        <FormSection title="What it is for">
          <TextField
            label="Name"
            description="Who or what uses it. Every request is recorded under this name."
            placeholder="Website checkout"
            autoFocus
            maxLength={100}
            value={draft.name}
            onChange={(name) => change({ name })}
            errorMessage={problemOf('name')}
          />
          <ProductFields
            profiles={profiles}
            profile={profile}
            draft={draft}
            onChange={change}
            problem={problemOf('profile') ?? problemOf('environment')}
          />
        </FormSection>
        <FormSection
          title="What it may do"
          description="Only what it needs. A key can lose scopes later, but never gain any."
        >
          <ScopesField profile={profile} draft={draft} onChange={change} problem={problemOf('scopes')} />
        </FormSection>
        <FormSection
          title="When it ends"
          description="A secret that leaks is worth less the sooner its key ends."
        >
          <ExpiryField draft={draft} onChange={change} problem={problemOf('expiresAt')} now={now} />
        </FormSection>
        <FormSection
          title="From where"
          hint="optional"
          description="For a server with fixed addresses: the secret is then of no use anywhere else."
        >
          <IpRulesField rows={draft.ipRules} onChange={(ipRules) => change({ ipRules })} error={error} />
        </FormSection>
      </div>
      <aside className={styles.aside} aria-label="Summary">
        <Summary profile={profile} draft={draft} now={now} />
        {error !== undefined && !isAboutFields && <ErrorNotice error={error} />}
        <div className={styles.buttons}>
          <Button type="submit" variant="primary" isPending={isPending}>
            Create key
          </Button>
          <LinkButton to="/keys" variant="quiet">
            Cancel
          </LinkButton>
        </div>
      </aside>
    </Form>
  );
}

function focusFirstProblem(form: HTMLFormElement | null) {
  const invalid = form?.querySelector<HTMLElement>(
    '[aria-invalid="true"]:is(input, textarea), [data-invalid] input',
  );
  invalid?.focus();
  invalid?.scrollIntoView({ block: 'center' });
}
