import { fileURLToPath } from 'node:url';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';
import { compress } from './build/compress.ts';

const gateway = process.env['BOLT_GATEWAY'] ?? 'http://127.0.0.1:8090';

export default defineConfig({
  plugins: [react(), tailwindcss(), compress()],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  build: {
    outDir: 'dist',
    // The page's Content-Security-Policy allows no data: URLs, so nothing may be inlined.
    assetsInlineLimit: 0,
    sourcemap: false,
    reportCompressedSize: true,
    // Libraries change less often than the dashboard: their file stays in the browser's cache over releases.
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'vendor', test: /node_modules/ }] } } },
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
    include: ['src/**/*.test.{ts,tsx}'],
  },
});
