import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** `latchkey 0.1.0`, from src/ as from dist/. */
export function generator(): string {
  let at = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(at, 'package.json')) && at !== dirname(at)) at = dirname(at);
  const { name, version } = JSON.parse(readFileSync(join(at, 'package.json'), 'utf8'));
  return `${name} ${version}`;
}
