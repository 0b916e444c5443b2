import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { expect, test } from '@jest/globals';
import { openRecord } from '../../sandbox/web/record.js';

function message(type: string, body: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeInt32BE(body.length + 4);
  return Buffer.concat([Buffer.from(type), length, body]);
}

const isLetIn = message('R', Buffer.alloc(4));
const isReady = message('Z', Buffer.from('I'));
const isSentAway = message(
  'E',
  Buffer.from('SFATAL\0C57P01\0Mterminating connection due to administrator command\0\0'),
);

test('a database that is thrown away at the very moment it was reached has nothing to show', async () => {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    // In one breath, as it comes to a process that was busy meanwhile.
    socket.once('data', () => socket.end(Buffer.concat([isLetIn, isReady, isSentAway])));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const record = openRecord(`postgres://reader@127.0.0.1:${port}/gone`, () => '');
  try {
    expect(await record.read()).toEqual({ requests: [] });
  } finally {
    await record.close();
    for (const socket of sockets) socket.destroy();
    server.close();
  }
});
