import { defineConfig } from 'vite';

export default defineConfig({
  root: import.meta.dirname,
  // Preact's own runtime, and no other transformation: the pages are small enough for a plain reload.
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  worker: { format: 'es' },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    // A data: address would need a hole in the content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // Agencies keep their browsers long; core needs BigInt and modules in workers all the same.
    target: ['chrome94', 'edge94', 'firefox114', 'safari16.4'],
  },
});
