import { useState } from 'react';
import { ApiError } from '../../api/errors.ts';
import { notify } from '../../components/notifications.ts';

export interface Action<Arguments extends readonly unknown[]> {
  readonly isPending: boolean;
  /** Never rejects: a failure is told to the person. */
  readonly run: (...given: Arguments) => void;
}

/** Something that a button does at once, without a dialog that could show why it failed. */
export function useAction<Arguments extends readonly unknown[]>(
  act: (...given: Arguments) => Promise<void>,
): Action<Arguments> {
  const [isPending, setPending] = useState(false);
  async function run(given: Arguments) {
    setPending(true);
    try {
      await act(...given);
    } catch (error) {
      notify(error instanceof ApiError ? error.message : 'This did not work. Try again.', 'danger');
    } finally {
      setPending(false);
    }
  }
  return { isPending, run: (...given) => void run(given) };
}
