import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { giveFile } from '../sandbox/web/files.js';
import { behind, type Fill, screenWith } from './pageScreens.js';

/** The built page over screens that were made up: nothing but the page itself takes time. */
export async function servePage(page: string, fill: Fill): Promise<{ readonly url: string; close(): void }> {
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://page');
    if (url.pathname === '/api/live') {
      return tell(response, { screen: screenWith(url.searchParams.get('as') ?? 'ana', fill), behind });
    }
    if (request.method === 'POST') return void response.end('{"is":"done"}');
    giveFile(page, url.pathname, response).catch(() => response.writeHead(404).end());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

function tell(response: ServerResponse, seen: Readonly<Record<string, object>>): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  for (const [part, whole] of Object.entries(seen)) {
    response.write(`event: ${part}\ndata: ${JSON.stringify(whole)}\n\n`);
  }
}
