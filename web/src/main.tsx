import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { TipProvider } from './components/Tip';
import { createQueryClient } from './data/queryClient';
import { watchSession } from './data/session';
import { createAppRouter } from './router';
import './styles.css';

const queries = createQueryClient();
const router = createAppRouter(queries);

watchSession(queries);

const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queries}>
        <TipProvider delayDuration={300}>
          <RouterProvider router={router} />
        </TipProvider>
      </QueryClientProvider>
    </StrictMode>,
  );
}
