import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { verifyFile } from './verifyFile.js';

// What dist/verify.mjs is made of: it needs Node and nothing else.
const usage = 'usage: node verify.mjs bundle.jsonl --key public.pem\n';

async function main(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options: { key: { type: 'string' } } });
  const [path] = positionals;
  if (!path) {
    process.stderr.write(usage);
    return 2;
  }
  const { isGood, says } = await verifyFile(path, values.key && readFileSync(values.key, 'utf8'));
  for (const line of says) process.stdout.write(`${line}\n`);
  return isGood ? 0 : 1;
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${usage}`);
    process.exitCode = 2;
  },
);
