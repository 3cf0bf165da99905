import { resolve } from 'node:path';
import { defineConfig } from 'vite';
import page from '../vite.config.ts';
import { oneFile, replaced } from './one-file.ts';

const web = resolve(import.meta.dirname, '..');

/** The verifier as one file, which opens from a disk and needs nobody. */
export default defineConfig({
  ...page,
  root: import.meta.dirname,
  publicDir: false,
  // A page from a disk has no origin, and Chromium starts no module as its worker.
  worker: { format: 'iife', plugins: () => [replaced(web)] },
  plugins: [replaced(web), oneFile(web)],
  build: {
    ...page.build,
    outDir: 'dist',
    cssCodeSplit: false,
    rolldownOptions: { output: { codeSplitting: false } },
  },
});
