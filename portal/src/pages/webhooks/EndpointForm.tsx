/** Where to send and what about: for a new endpoint, and to change one. */
import { useId, useState } from 'react';
import { Form } from 'react-aria-components';
import { fieldError } from '../../api/errors.ts';
import { Button } from '../../components/Button.tsx';
import { CheckboxGroup } from '../../components/CheckboxGroup.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { TextField } from '../../components/TextField.tsx';
import { eventTypes } from './eventTypes.ts';
import type { EndpointInput } from './webhookChanges.ts';
import styles from './EndpointForm.module.css';

interface Props {
  readonly title: string;
  readonly submitLabel: string;
  readonly initial: EndpointInput;
  readonly onSubmit: (input: EndpointInput) => Promise<void>;
  readonly onClose: () => void;
}

const fields = ['url', 'events', 'description'] as const;

export function EndpointForm({ title, submitLabel, initial, onSubmit, onClose }: Props) {
  const formId = useId();
  const [url, setUrl] = useState(initial.url);
  const [events, setEvents] = useState(initial.events);
  const [description, setDescription] = useState(initial.description ?? '');
  const [isPending, setPending] = useState(false);
  const [error, setError] = useState<unknown>();
  const isAll = events.length === eventTypes.length;

  async function submit() {
    if (isPending) return;
    setPending(true);
    setError(undefined);
    try {
      await onSubmit({ url: url.trim(), events, description: description.trim() || null });
    } catch (failure) {
      setError(failure);
      setPending(false);
    }
  }

  const problem = (field: (typeof fields)[number]) => fieldError(error, field);
  const isOnFields = fields.some((field) => problem(field) !== undefined);
  return (
    <Dialog
      title={title}
      isOpen
      onClose={onClose}
      isDismissable={!isPending}
      footer={
        <>
          <Button onPress={onClose} isDisabled={isPending}>
            Cancel
          </Button>
          <Button type="submit" form={formId} variant="primary" isPending={isPending}>
            {submitLabel}
          </Button>
        </>
      }
    >
      <Form
        id={formId}
        className={styles.form ?? ''}
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <TextField
          label="URL"
          isCode
          isRequired
          autoFocus
          placeholder="https://example.com/webhooks/keyledger"
          description="Reachable from the public internet, by https. We POST JSON to it and wait 15 seconds for a 2xx."
          errorMessage={problem('url')}
          value={url}
          onChange={setUrl}
          inputProps={{ inputMode: 'url', autoComplete: 'off', autoCapitalize: 'off', spellCheck: false }}
        />
        <div className={styles.events}>
          <CheckboxGroup
            label="Events"
            options={eventTypes.map(({ id, meaning }) => ({
              id,
              label: <code>{id}</code>,
              description: meaning,
            }))}
            errorMessage={problem('events')}
            value={[...events]}
            onChange={setEvents}
          />
          <Button
            className={styles.all}
            variant="quiet"
            size="small"
            onPress={() => setEvents(isAll ? [] : eventTypes.map(({ id }) => id))}
          >
            {isAll ? 'None' : 'All'}
          </Button>
        </div>
        <TextField
          label="Description"
          hint="optional"
          placeholder="Where it goes, or whose it is"
          errorMessage={problem('description')}
          value={description}
          onChange={setDescription}
          maxLength={200}
        />
      </Form>
      {error !== undefined && !isOnFields && <ErrorNotice error={error} />}
    </Dialog>
  );
}
