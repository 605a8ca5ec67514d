import { lazy, Suspense } from 'react';
import { Page, Waiting } from './parts';
import { usePath } from './router';

const PackagesPage = lazy(() => import('./PackagesPage'));
const CheckoutPages = lazy(() => import('./CheckoutPages'));
const ProfilePage = lazy(() => import('./ProfilePage'));
const ProgressPage = lazy(() => import('./ProgressPage'));
const AccountPage = lazy(() => import('./AccountPage'));
const AnalyzePage = lazy(() => import('./AnalyzePage'));
const TermsPage = lazy(() => import('./TermsPage'));

function Screen() {
  const path = usePath();
  const job = /^\/my\/jobs\/([0-9a-f-]{36})$/.exec(path)?.[1];
  if (path.startsWith('/checkout')) return <CheckoutPages path={path} />;
  if (path === '/my/profile') return <ProfilePage />;
  if (job) return <ProgressPage id={job} />;
  if (path.startsWith('/my')) return <AccountPage />;
  if (path === '/analyze') return <AnalyzePage />;
  if (path === '/terms') return <TermsPage />;
  return <PackagesPage />;
}

export function App() {
  return (
    <Suspense
      fallback={
        <Page title="One moment">
          <Waiting what="Loading…" />
        </Page>
      }
    >
      <Screen />
    </Suspense>
  );
}
