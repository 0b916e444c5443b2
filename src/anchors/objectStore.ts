import { createHash } from 'node:crypto';
import { AwsClient } from 'aws4fetch';
import { plural } from '../domain/wording.js';
import type { Anchored, AnchorPlace } from './port.js';
import { type Kept, type Page, readPage } from './versions.js';

type Settings = {
  /** The address of the store, without the bucket: S3, or what speaks as S3 does. */
  readonly url: string;
  readonly bucket: string;
  readonly region: string;
  readonly keyId: string;
  readonly secret: string;
  /** Days for which nobody can delete or change an object, the account's owner included. */
  readonly days: number;
};

const patience = 15_000;
/** So many pages are read of one key: whoever writes thousands of versions over it hides no more than that they did. */
const mostPages = 10;

/**
 * Write-once object storage: an object a checkpoint, locked for as long as the settings say. The lock is on a version, not
 * on its key: whoever has our own key may put a newer one over it, or a mark of deletion, and a plain read shows that. So
 * what is compared is the oldest version, and that nothing lies over it.
 */
export function createObjectStore(settings: Settings, now: () => Date): AnchorPlace {
  const client = new AwsClient({
    accessKeyId: settings.keyId,
    secretAccessKey: settings.secret,
    region: settings.region,
    service: 's3',
    retries: 0,
  });
  const addressOf = (number: number): string => `${settings.url}/${settings.bucket}/${nameOf(number)}`;
  const ask = (address: string, init: RequestInit = {}) =>
    client.fetch(address, { ...init, signal: AbortSignal.timeout(patience) });
  const readBack = async (number: number): Promise<string | undefined> => {
    const response = await ask(addressOf(number));
    if (response.status === 404) return undefined;
    if (!response.ok) throw new Error(`the object store answers ${response.status} to reading ${nameOf(number)}`);
    return response.text();
  };
  const versions = versionsIn(ask, `${settings.url}/${settings.bucket}`);
  return {
    name: 'objectStore',
    takes: 'each',
    async put(checkpoint) {
      const text = textOf(checkpoint);
      const response = await ask(addressOf(checkpoint.number), {
        method: 'PUT',
        body: text,
        headers: lockUntil(text, settings.days, now()),
      });
      // Somebody was first: ourselves, before an answer was lost, or a record that is not this one.
      const isTaken = response.status === 412 || response.status === 409;
      if (!response.ok && !isTaken)
        throw new Error(`the object store answers ${response.status} to writing ${nameOf(checkpoint.number)}`);
      const found = await readBack(checkpoint.number);
      if (found !== text)
        throw new Error(
          `the object store has another ${nameOf(checkpoint.number)} than what was signed here: find out why`,
        );
      return { reference: addressOf(checkpoint.number) };
    },
    async compare(checkpoint) {
      const kept = await versions.under(nameOf(checkpoint.number));
      const oldest = kept.findLast(({ isDeletion }) => !isDeletion);
      if (!oldest)
        return kept.length > 0 ? 'the object store has its deletion alone' : 'the object store does not have it';
      if ((await versions.read(oldest)) !== textOf(checkpoint)) return 'the object store has another one';
      return kept.length > 1 ? overIt(kept) : undefined;
    },
    has: async (number) => (await versions.under(nameOf(number))).length > 0,
    newest: async (known) => Math.max(known, ...(await versions.behind(nameOf(known))).map(({ key }) => numberIn(key))),
  };
}

type Ask = (address: string, init?: RequestInit) => Promise<Response>;

function versionsIn(ask: Ask, bucket: string) {
  const pageOf = async (query: Readonly<Record<string, string>>): Promise<Page> => {
    const response = await ask(`${bucket}?${new URLSearchParams({ versions: '', ...query })}`);
    if (!response.ok) throw new Error(`the object store answers ${response.status} to listing versions`);
    return readPage(await response.text());
  };
  return {
    /** The newest first. */
    async under(name: string): Promise<readonly Kept[]> {
      const found: Kept[] = [];
      let next: Page['next'];
      for (let page = 0; page < mostPages; page += 1) {
        const read = await pageOf({ prefix: name, ...next });
        found.push(...read.kept.filter(({ key }) => key === name));
        next = read.next;
        if (!next) break;
      }
      return found;
    },
    /** One page of those with later names, deleted ones as well. */
    behind: async (name: string) => (await pageOf({ prefix: start, 'key-marker': name })).kept,
    async read({ key, version }: Kept): Promise<string> {
      const response = await ask(`${bucket}/${key}?${new URLSearchParams({ versionId: version })}`);
      if (!response.ok) throw new Error(`the object store answers ${response.status} to reading a version of ${key}`);
      return response.text();
    },
  };
}

/** Nobody writes over what Latchkey put there but by going past it: Latchkey itself never writes one twice. */
function overIt(kept: readonly Kept[]): string {
  const deletions = kept.filter(({ isDeletion }) => isDeletion).length;
  const versions = kept.length - deletions - 1;
  const over = [
    ...(versions > 0 ? [plural(versions, 'newer version')] : []),
    ...(deletions > 0 ? [plural(deletions, 'mark of deletion', 'marks of deletion')] : []),
  ].join(' and ');
  return `its oldest version in the object store is this one, and somebody put ${over} over it`;
}

const start = 'checkpoint-';
/** In the order of their names they stand in the order of their numbers. */
const nameOf = (number: number): string => `${start}${String(number).padStart(8, '0')}.json`;
const numberIn = (name: string): number => Number(/^checkpoint-(\d+)\.json$/.exec(name)?.[1] ?? 0);

const textOf = ({ body, signature }: Anchored): string =>
  `${JSON.stringify({ checkpoint: JSON.parse(body), signature })}\n`;

function lockUntil(text: string, days: number, now: Date): Record<string, string> {
  return {
    'content-type': 'application/json',
    'x-amz-content-sha256': createHash('sha256').update(text).digest('hex'),
    // An object that is there is not written over.
    'if-none-match': '*',
    // The store wants a checksum with a lock.
    'content-md5': createHash('md5').update(text).digest('base64'),
    'x-amz-object-lock-mode': 'COMPLIANCE',
    'x-amz-object-lock-retain-until-date': new Date(now.getTime() + days * 86_400_000).toISOString(),
  };
}
