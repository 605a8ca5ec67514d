import { fileURLToPath } from 'node:url';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';
import { budget } from './build/budget.ts';
import { compress } from './build/compress.ts';

const gateway = process.env['BOLT_GATEWAY'] ?? 'http://127.0.0.1:8090';

export default defineConfig({
  plugins: [react(), tailwindcss(), budget(), compress()],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  build: {
    outDir: 'dist',
    // The page's Content-Security-Policy allows no data: URLs, so nothing may be inlined.
    assetsInlineLimit: 0,
    sourcemap: false,
    reportCompressedSize: true,
    // Libraries change less often than the dashboard: their file stays in the browser's cache over releases. What only some
    // screens need (virtual lists, most icons) comes with those.
    // Customers load React and their own pages, never the dashboard's libraries.
    rolldownOptions: {
      input: {
        index: fileURLToPath(new URL('./index.html', import.meta.url)),
        customer: fileURLToPath(new URL('./customer.html', import.meta.url)),
      },
      output: {
        codeSplitting: {
          groups: [
            { name: 'react', test: /node_modules\/(?:react|react-dom|scheduler|clsx)\//, priority: 2 },
            { name: 'vendor', test: /node_modules\/(?!@tanstack\/(?:react-)?virtual|lucide-react)/, priority: 1 },
          ],
        },
      },
    },
    chunkSizeWarningLimit: 600,
  },
  server: {
    proxy: {
      '/api': gateway,
      '/realtime': { target: gateway, ws: true },
    },
  },
  test: {
    environment: 'jsdom',
    globals: true,
    setupFiles: ['./src/test/setup.ts'],
    restoreMocks: true,
    testTimeout: 30_000,
    include: ['src/**/*.test.{ts,tsx}'],
  },
});
