/** The pages and their addresses. Each is loaded when it is first gone to; the layout and the list of keys with the start. */
import { createBrowserRouter, redirect, type RouteObject } from 'react-router';
import { keyListQuery } from '../api/queries.ts';
import { queryClient } from '../api/queryClient.ts';
import { sessionQuery } from '../api/session.ts';
import { filterOf } from '../pages/keys/filter.ts';
import { KeysPage } from '../pages/keys/KeysPage.tsx';
import { Layout } from './Layout.tsx';
import { NotFoundPage } from './NotFoundPage.tsx';
import { PageError } from './PageError.tsx';
import { Starting } from './Starting.tsx';

const pages: readonly RouteObject[] = [
  { index: true, loader: () => redirect('/keys'), Component: Starting },
  {
    path: 'keys',
    // Asked for while it is still open who is signed in.
    loader: ({ request }) => {
      void queryClient.prefetchInfiniteQuery(keyListQuery(filterOf(new URL(request.url).searchParams)));
      return null;
    },
    shouldRevalidate: () => false,
    Component: KeysPage,
  },
  {
    path: 'keys/new',
    lazy: async () => ({ Component: (await import('../pages/newKey/NewKeyPage.tsx')).NewKeyPage }),
  },
  {
    path: 'keys/:keyId',
    lazy: async () => ({ Component: (await import('../pages/key/KeyPage.tsx')).KeyPage }),
  },
  {
    path: 'audit',
    lazy: async () => ({ Component: (await import('../pages/audit/AuditPage.tsx')).AuditPage }),
  },
  {
    path: 'webhooks',
    lazy: async () => ({ Component: (await import('../pages/webhooks/WebhooksPage.tsx')).WebhooksPage }),
  },
  {
    path: 'webhooks/:endpointId',
    lazy: async () => ({ Component: (await import('../pages/webhooks/WebhookPage.tsx')).WebhookPage }),
  },
  {
    path: 'docs',
    lazy: async () => ({ Component: (await import('../pages/docs/DocsPage.tsx')).DocsPage }),
  },
  { path: '*', Component: NotFoundPage },
];

export const router = createBrowserRouter(
  [
    {
      path: '/sign-in',
      HydrateFallback: Starting,
      ErrorBoundary: PageError,
      lazy: async () => ({ Component: (await import('../pages/signIn/SignInPage.tsx')).SignInPage }),
    },
    {
      path: '/',
      Component: Layout,
      HydrateFallback: Starting,
      ErrorBoundary: PageError,
      loader: () => {
        void queryClient.prefetchQuery(sessionQuery);
        return null;
      },
      shouldRevalidate: () => false,
      // Inside the layout, so that a page that fails leaves the navigation.
      children: [{ ErrorBoundary: PageError, children: [...pages] }],
    },
  ],
  { basename: '/portal' },
);
