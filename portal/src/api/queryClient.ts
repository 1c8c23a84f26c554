import { QueryClient } from '@tanstack/react-query';
import { ApiError } from './errors.ts';

const retries = 2;

/**
 * What the page has read. Only reads: a change whose answer carries a secret must not go through a mutation, which would
 * keep the answer here; call `api` and hold the secret in the component's state.
 */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 20_000,
      retry: (count, error) => count < retries && mayPass(error),
      retryDelay: (count) => 400 * 2 ** count,
    },
  },
});

/** What may be gone when asked again: no answer, or a store that was away. */
function mayPass(error: unknown): boolean {
  return !(error instanceof ApiError) || error.status === 0 || error.status >= 500;
}
