import { createHash } from 'node:crypto';
import { AwsClient } from 'aws4fetch';
import type { Anchored, AnchorPlace } from './port.js';

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

/** Write-once object storage: an object a checkpoint, locked for as long as the settings say. */
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
      const found = await readBack(checkpoint.number);
      if (found === undefined) return 'the object store does not have it';
      return found === textOf(checkpoint) ? undefined : 'the object store has another one';
    },
    has: async (number) => (await readBack(number)) !== undefined,
    newest: async (known) => {
      let number = known;
      while ((await readBack(number + 1)) !== undefined) number += 1;
      return number;
    },
  };
}

/** In the order of their names they stand in the order of their numbers. */
const nameOf = (number: number): string => `checkpoint-${String(number).padStart(8, '0')}.json`;

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
