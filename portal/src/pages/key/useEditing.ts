/** The state of a part of the page that can be edited: what was shown when it began, and how saving goes. */
import { useEffect, useRef, useState, type RefObject } from 'react';
import { ApiError } from '../../api/errors.ts';
import type { Key } from '../../api/types.ts';

export interface Editing {
  /** The key as it was when the editing began; `undefined` while nothing is edited. */
  readonly draftOf: Key | undefined;
  /** For the button that begins it: it gets the focus back. */
  readonly trigger: RefObject<HTMLButtonElement | null>;
  readonly begin: () => void;
  readonly cancel: () => void;
  readonly isSaving: boolean;
  /** Why it was not saved, an `ApiError` mostly; `undefined` when nothing is wrong. */
  readonly error: unknown;
  /** For what is typed after an error: what was said is about something else then. */
  readonly forgetError: () => void;
  /**
   * Saves, and ends the editing when that worked, or was recorded and is not proven to hold yet. It ends as well when the
   * key was another by then: what was typed may fit no more, so the present state is shown, with the error.
   */
  readonly submit: (change: (key: Key) => Promise<unknown>) => Promise<void>;
}

/** @param apiKey as it is shown now */
export function useEditing(apiKey: Key): Editing {
  const [draftOf, setDraftOf] = useState<Key>();
  const [isSaving, setSaving] = useState(false);
  const [error, setError] = useState<unknown>();
  const trigger = useRef<HTMLButtonElement>(null);
  const wasEditing = useRef(false);
  const isEditing = draftOf !== undefined;
  useEffect(() => {
    if (wasEditing.current && !isEditing) trigger.current?.focus();
    wasEditing.current = isEditing;
  }, [isEditing]);
  return {
    draftOf,
    trigger,
    begin() {
      setError(undefined);
      setDraftOf(apiKey);
    },
    cancel() {
      setError(undefined);
      setDraftOf(undefined);
    },
    isSaving,
    error,
    forgetError: () => setError(undefined),
    async submit(change) {
      if (draftOf === undefined || isSaving) return;
      setSaving(true);
      setError(undefined);
      try {
        await change(draftOf);
        setDraftOf(undefined);
      } catch (failure) {
        setError(failure);
        if (failure instanceof ApiError && isOver(failure)) setDraftOf(undefined);
      } finally {
        setSaving(false);
      }
    },
  };
}

function isOver({ status, recorded }: ApiError): boolean {
  return status === 412 || status === 409 || recorded !== undefined;
}
