import { readFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { extname, join, normalize, sep } from 'node:path';
import { Refused } from './asked.js';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
};

/** Nothing from anywhere else is loaded, and nobody else shows this page inside theirs. */
export const guarding: Readonly<Record<string, string>> = {
  'content-security-policy': "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

/** One file of the built page. @throws Refused when there is none by that name. */
export async function giveFile(directory: string, path: string, response: ServerResponse): Promise<void> {
  const name = normalize(path === '/' ? '/index.html' : path);
  const type = types[extname(name)];
  // `normalize` has taken every `..` out: the path begins at the directory and stays below it.
  const file = join(directory, name);
  if (!type || !file.startsWith(directory + sep)) throw nothingThere(path);
  const body = await readFile(file).catch(() => {
    throw nothingThere(path);
  });
  // What vite builds into assets/ has its hash in its name.
  const age = name.startsWith(`${sep}assets${sep}`) ? 'public, max-age=31536000, immutable' : 'no-cache';
  response.writeHead(200, { 'content-type': type, 'content-length': body.length, 'cache-control': age });
  response.end(body);
}

const nothingThere = (path: string): Refused => new Refused(404, `There is nothing at ${path}.`);
