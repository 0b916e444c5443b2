import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';

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

/** A PostgreSQL that is shut down at the very moment it was reached: both in one breath, as to a process that was busy. */
export async function goingPostgres(): Promise<{ readonly url: string; close(): void }> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.once('data', () => socket.end(Buffer.concat([isLetIn, isReady, isSentAway])));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `postgres://reader@127.0.0.1:${port}/gone`,
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
