import { resolve } from 'node:path';
import { defineConfig } from 'vite';
import page from '../vite.config.ts';
import { oneFile } from './one-file.ts';

/** The verifier as one file, which opens from a disk and needs nobody. */
export default defineConfig({
  ...page,
  root: import.meta.dirname,
  publicDir: false,
  // A page from a disk has no origin, and Chromium starts no module as its worker.
  worker: { format: 'iife' },
  plugins: [oneFile(resolve(import.meta.dirname, '..'))],
  build: {
    ...page.build,
    outDir: 'dist',
    cssCodeSplit: false,
    rolldownOptions: { output: { codeSplitting: false } },
  },
});
