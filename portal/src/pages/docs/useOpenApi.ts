import { useQuery } from '@tanstack/react-query';
import { apiErrorOf } from '../../api/errors.ts';
import { queryKeys } from '../../api/queries.ts';
import type { OpenApiDocument } from './document.ts';

/** The API's description. The service makes it once at its start, so this page asks once. */
export function useOpenApi() {
  return useQuery({
    queryKey: queryKeys.openApi,
    queryFn: async ({ signal }): Promise<OpenApiDocument> => {
      const response = await fetch('/openapi.json', { signal });
      if (!response.ok) throw await apiErrorOf(response);
      return (await response.json()) as OpenApiDocument;
    },
    staleTime: Number.POSITIVE_INFINITY,
  });
}
