// Makes dist/verify.mjs of what was compiled: one file that checks a bundle with Node and nothing else.
import { readFileSync } from 'node:fs';
import { isPresent } from './install.mjs';
import { inRoot } from './paths.mjs';

/** Without the packages of those who develop it there is nothing to make it with: what is there is used. */
export async function buildVerifier() {
  if (!isPresent('vite')) return;
  const { build } = await import('vite');
  const { version } = JSON.parse(readFileSync(inRoot('package.json'), 'utf8'));
  const banner = `// Latchkey ${version}: node verify.mjs bundle.jsonl --key public.pem\n// Reads the files it is given and nothing else; imports nothing but Node's own modules.`;
  await build({
    configFile: false,
    root: inRoot('dist'),
    logLevel: 'error',
    ssr: { noExternal: true, target: 'node' },
    build: {
      ssr: inRoot('dist/src/audit/alone.js'),
      outDir: inRoot('dist'),
      emptyOutDir: false,
      copyPublicDir: false,
      minify: false,
      target: 'node20',
      rollupOptions: { output: { entryFileNames: 'verify.mjs', format: 'es', codeSplitting: false, banner } },
    },
  });
}
