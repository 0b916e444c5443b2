import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AwsV4Signer } from 'aws4fetch';

/** What of S3 matters here: signed requests, objects that are locked, and none that is written over when told not to. */
export type ObjectStore = {
  readonly url: string;
  readonly bucket: string;
  readonly keyId: string;
  readonly secret: string;
  readonly objects: Map<string, StoredObject>;
  readonly writes: () => number;
  /** `loses answers`: what was asked is done, and nobody is told. */
  misbehave(how: 'down' | 'loses answers' | undefined): void;
  stop(): Promise<void>;
};

export type StoredObject = { readonly text: string; readonly lock?: { readonly mode: string; readonly until: string } };

const account = { keyId: 'AKIASTANDIN', secret: 'hush-store', region: 'eu-central-1' } as const;

export async function startObjectStore(): Promise<ObjectStore> {
  const objects = new Map<string, StoredObject>();
  let how: 'down' | 'loses answers' | undefined;
  let writes = 0;
  const bucket = 'evidence';
  const server = createServer(async (request, response) => {
    if (how === 'down') {
      request.socket.destroy();
      return;
    }
    const body = await bodyOf(request);
    const status = await answer(request, body, objects, bucket);
    if (request.method === 'PUT' && status === 200) writes += 1;
    if (how === 'loses answers' && request.method === 'PUT') request.socket.destroy();
    else send(response, status, objects.get(nameIn(request, bucket))?.text);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    bucket,
    keyId: account.keyId,
    secret: account.secret,
    objects,
    writes: () => writes,
    misbehave(wanted) {
      how = wanted;
    },
    stop: () => new Promise<void>((resolve) => server.close(() => resolve()).closeAllConnections()),
  };
}

async function answer(
  request: IncomingMessage,
  body: Buffer,
  objects: ObjectStore['objects'],
  bucket: string,
): Promise<number> {
  if (!(await isSigned(request, body))) return 403;
  const name = nameIn(request, bucket);
  if (!name) return 404;
  if (request.method === 'GET') return objects.has(name) ? 200 : 404;
  if (request.method !== 'PUT') return 405;
  if (request.headers['x-amz-content-sha256'] !== createHash('sha256').update(body).digest('hex')) return 400;
  const { headers } = request;
  if (headers['if-none-match'] === '*' && objects.has(name)) return 412;
  const mode = headers['x-amz-object-lock-mode'];
  const until = headers['x-amz-object-lock-retain-until-date'];
  // A lock is refused without a checksum of what is locked, and without a day that is to come.
  const checksum = createHash('md5').update(body).digest('base64');
  if (mode && headers['content-md5'] !== checksum) return 400;
  if (mode && !(typeof until === 'string' && Date.parse(until) > 0)) return 400;
  objects.set(name, {
    text: body.toString('utf8'),
    ...(typeof mode === 'string' && typeof until === 'string' && { lock: { mode, until } }),
  });
  return 200;
}

const nameIn = ({ url = '' }: IncomingMessage, bucket: string): string =>
  url.startsWith(`/${bucket}/`) ? url.slice(bucket.length + 2) : '';

/** The signature is made again, over the headers that it says it covers. */
async function isSigned(request: IncomingMessage, body: Buffer): Promise<boolean> {
  const given = request.headers.authorization ?? '';
  const names = /SignedHeaders=([^,]+)/.exec(given)?.[1]?.split(';') ?? [];
  const headers = Object.fromEntries(
    names.filter((name) => name !== 'host').map((name) => [name, String(request.headers[name])]),
  );
  const date = String(request.headers['x-amz-date']);
  const signer = new AwsV4Signer({
    method: request.method,
    url: `http://${request.headers.host}${request.url}`,
    headers,
    ...(body.length > 0 && { body: new Uint8Array(body) }),
    accessKeyId: account.keyId,
    secretAccessKey: account.secret,
    region: account.region,
    service: 's3',
    datetime: date,
    allHeaders: true,
  });
  const made = (await signer.sign()).headers.get('authorization');
  return made === given;
}

function send(response: ServerResponse, status: number, text = ''): void {
  const body = status === 200 ? text : `<Error><Code>${status}</Code></Error>`;
  response.writeHead(status, { 'content-type': 'application/octet-stream' }).end(body);
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
