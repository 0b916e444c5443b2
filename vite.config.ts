import { defineConfig } from 'vite';

/** The sandbox's page. Its server gives out what is built here: nothing is fetched from anywhere else. */
export default defineConfig({
  root: 'sandbox/page',
  base: './',
  build: {
    outDir: '../../dist/page',
    emptyOutDir: true,
    target: 'es2022',
    // An image inlined as data: would need a hole in the content security policy.
    assetsInlineLimit: 0,
  },
});
