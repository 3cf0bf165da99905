import { defineConfig } from 'vite';
import page from '../vite.config.ts';

/** The demo's page, apart from the service's: nobody who runs a service serves it. */
export default defineConfig({ ...page, root: import.meta.dirname, publicDir: '../public' });
