import './styles/tokens.css';
import './styles/base.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { QueryClientProvider } from '@tanstack/react-query';
import { I18nProvider } from 'react-aria-components';
import { RouterProvider } from 'react-router';
import { followAttendance } from './api/attendance.ts';
import { queryClient } from './api/queryClient.ts';
import { followMissingParts } from './app/missingParts.ts';
import { router } from './app/router.tsx';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root.');

followAttendance(window);
followMissingParts();
reloadWhenBack();
createRoot(root).render(
  <StrictMode>
    <I18nProvider locale="en-US">
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </I18nProvider>
  </StrictMode>,
);

/** A page that a browser kept as it was when it was left, with what was on it, is not shown again when one comes back. */
function reloadWhenBack() {
  window.addEventListener('pageshow', ({ persisted }) => {
    if (persisted) window.location.reload();
  });
}
