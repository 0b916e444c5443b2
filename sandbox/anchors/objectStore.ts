import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AwsV4Signer } from 'aws4fetch';

/**
 * What of S3 matters here: signed requests, and a bucket with object lock, so with versions. Nobody deletes a version that
 * is locked; a newer one, or a mark of deletion, may be put over it all the same, unless the writer says not to.
 */
export type ObjectStore = {
  readonly url: string;
  readonly bucket: string;
  readonly keyId: string;
  readonly secret: string;
  /** The versions of each key, the oldest first. */
  readonly objects: Map<string, readonly StoredVersion[]>;
  readonly writes: () => number;
  /** `loses answers`: what was asked is done, and nobody is told. */
  misbehave(how: 'down' | 'loses answers' | undefined): void;
  stop(): Promise<void>;
};

export type StoredVersion = {
  readonly id: string;
  /** None: it is a mark of deletion. */
  readonly text?: string;
  readonly lock?: { readonly mode: string; readonly until: string };
};
type Objects = ObjectStore['objects'];
type Answer = { readonly status: number; readonly text?: string; readonly headers?: Readonly<Record<string, string>> };

const account = { keyId: 'AKIASTANDIN', secret: 'hush-store', region: 'eu-central-1' } as const;

/** @param largestPage S3 lists a thousand versions at once. */
export async function startObjectStore(largestPage = 1000): Promise<ObjectStore> {
  const objects: Objects = new Map();
  let how: 'down' | 'loses answers' | undefined;
  let writes = 0;
  const bucket = 'evidence';
  const server = createServer(async (request, response) => {
    if (how === 'down') {
      request.socket.destroy();
      return;
    }
    const body = await bodyOf(request);
    const given = await answer(request, body, { objects, bucket, largestPage });
    if (request.method === 'PUT' && given.status === 200) writes += 1;
    if (how === 'loses answers' && request.method === 'PUT') request.socket.destroy();
    else send(response, given);
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

type Bucket = { readonly objects: Objects; readonly bucket: string; readonly largestPage: number };

async function answer(
  request: IncomingMessage,
  body: Buffer,
  { objects, bucket, largestPage }: Bucket,
): Promise<Answer> {
  if (!(await isSigned(request, body))) return { status: 403 };
  const { pathname, searchParams } = new URL(request.url ?? '', 'http://store');
  const [, first, name = ''] = pathname.split('/');
  if (first !== bucket) return { status: 404 };
  if (name === '') return searchParams.has('versions') ? listed(objects, searchParams, largestPage) : { status: 501 };
  const version = searchParams.get('versionId') ?? undefined;
  switch (request.method) {
    case 'GET':
      return got(objects.get(name) ?? [], version);
    case 'PUT':
      return put(request, body, objects, name);
    case 'DELETE':
      return deleted(objects, name, version);
    default:
      return { status: 405 };
  }
}

function got(versions: readonly StoredVersion[], id: string | undefined): Answer {
  const found = id === undefined ? versions.at(-1) : versions.find((version) => version.id === id);
  if (!found) return { status: 404 };
  if (found.text !== undefined) return { status: 200, text: found.text };
  return { status: id === undefined ? 404 : 405, headers: { 'x-amz-delete-marker': 'true' } };
}

function put({ headers }: IncomingMessage, body: Buffer, objects: Objects, name: string): Answer {
  if (headers['x-amz-content-sha256'] !== createHash('sha256').update(body).digest('hex')) return { status: 400 };
  const before = objects.get(name) ?? [];
  // What was deleted is not there, though its versions are.
  if (headers['if-none-match'] === '*' && before.at(-1)?.text !== undefined) return { status: 412 };
  const mode = headers['x-amz-object-lock-mode'];
  const until = headers['x-amz-object-lock-retain-until-date'];
  // A lock is refused without a checksum of what is locked, and without a day that is to come.
  const checksum = createHash('md5').update(body).digest('base64');
  if (mode && headers['content-md5'] !== checksum) return { status: 400 };
  if (mode && !(typeof until === 'string' && Date.parse(until) > 0)) return { status: 400 };
  const lock = typeof mode === 'string' && typeof until === 'string' ? { mode, until } : undefined;
  objects.set(name, [...before, { id: randomUUID(), text: body.toString('utf8'), ...(lock && { lock }) }]);
  return { status: 200 };
}

function deleted(objects: Objects, name: string, id: string | undefined): Answer {
  const before = objects.get(name) ?? [];
  if (id === undefined) {
    objects.set(name, [...before, { id: randomUUID() }]);
    return { status: 204, headers: { 'x-amz-delete-marker': 'true' } };
  }
  if (before.find((version) => version.id === id)?.lock) return { status: 403 };
  objects.set(
    name,
    before.filter((version) => version.id !== id),
  );
  return { status: 204 };
}

/** The keys in their order, of each the newest first; behind the markers, where they are given. */
function listed(objects: Objects, asked: URLSearchParams, largestPage: number): Answer {
  const keys = [...objects.keys()].filter((key) => key.startsWith(asked.get('prefix') ?? '')).sort();
  const all = keys.flatMap((key) => (objects.get(key) ?? []).toReversed().map((version) => ({ key, ...version })));
  const [key, id] = [asked.get('key-marker') ?? '', asked.get('version-id-marker')];
  const begin = id
    ? all.findIndex((one) => one.key === key && one.id === id) + 1
    : all.findIndex((one) => one.key > key);
  const rest = begin < 0 ? [] : all.slice(begin);
  const page = rest.slice(0, Math.min(largestPage, Number(asked.get('max-keys') ?? largestPage)));
  const last = rest.length > page.length ? page.at(-1) : undefined;
  const next =
    last && `<NextKeyMarker>${last.key}</NextKeyMarker><NextVersionIdMarker>${last.id}</NextVersionIdMarker>`;
  const lines = page.map((one) => {
    const kind = one.text === undefined ? 'DeleteMarker' : 'Version';
    const isLatest = objects.get(one.key)?.at(-1)?.id === one.id;
    return `<${kind}><Key>${one.key}</Key><VersionId>${one.id}</VersionId><IsLatest>${isLatest}</IsLatest></${kind}>`;
  });
  const inside = `<IsTruncated>${last !== undefined}</IsTruncated>${next ?? ''}${lines.join('')}`;
  const name = 'ListVersionsResult';
  return { status: 200, text: `<${name} xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${inside}</${name}>` };
}

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

function send(response: ServerResponse, { status, text, headers = {} }: Answer): void {
  const body = status < 300 ? text : `<Error><Code>${status}</Code></Error>`;
  response.writeHead(status, { 'content-type': 'application/octet-stream', ...headers }).end(body);
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
