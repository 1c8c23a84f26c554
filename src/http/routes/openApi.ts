/** `/openapi.json`: what is asked for and answered here, for programs and for the page's reference. */
import type { Profiles } from '../../domain/profiles.ts';
import { showOpenApi } from '../contracts/service.ts';
import type { Endpoint } from '../endpoint.ts';
import { openApiDocument, type Mounted } from '../openapi/document.ts';

/** The document is made once, of what is mounted and of this endpoint itself. */
export function openApiEndpoint(mounted: readonly Mounted[], profiles: Profiles): Endpoint {
  const all = [...mounted, { basePath: '', contracts: [showOpenApi] }];
  const answer = {
    status: 200,
    text: JSON.stringify(openApiDocument(all, profiles)),
    headers: { 'Content-Type': 'application/json', 'Cache-Control': 'no-cache' },
  };
  return { ...showOpenApi, handle: () => answer };
}
