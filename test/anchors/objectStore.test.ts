import { createHash } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { AwsClient } from 'aws4fetch';
import { type ObjectStore, startObjectStore } from '../../sandbox/anchors/objectStore.js';
import { createObjectStore } from '../../src/anchors/objectStore.js';
import type { Anchored } from '../../src/anchors/port.js';

const at = new Date('2026-03-02T09:00:00Z');
const checkpoint = (number: number, root = 'ab'): Anchored => ({
  number,
  body: JSON.stringify({ number, root }),
  hash: 'cd',
  signature: 's',
});
let store: ObjectStore;

beforeEach(async () => {
  store = await startObjectStore();
});
afterEach(() => store.stop());

const place = (secret = store.secret) => {
  const { url, bucket, keyId } = store;
  return createObjectStore({ url, bucket, keyId, secret, region: 'eu-central-1', days: 400 }, () => at);
};

test('a checkpoint becomes an object that is locked for as long as is said', async () => {
  const { reference } = await place().put(checkpoint(1));
  expect(reference).toBe(`${store.url}/evidence/checkpoint-00000001.json`);
  expect(store.objects.get('checkpoint-00000001.json')).toMatchObject([
    {
      text: '{"checkpoint":{"number":1,"root":"ab"},"signature":"s"}\n',
      lock: { mode: 'COMPLIANCE', until: '2027-04-06T09:00:00.000Z' },
    },
  ]);
  expect(await place().compare?.(checkpoint(1), { reference })).toBeUndefined();
});

test('what was put there before an answer was lost is found, and not written again', async () => {
  store.misbehave('loses answers');
  await expect(place().put(checkpoint(1))).rejects.toThrow();
  store.misbehave(undefined);
  await place().put(checkpoint(1));
  expect(store.writes()).toBe(1);
});

test('another checkpoint of the same number is neither written over nor believed', async () => {
  await place().put(checkpoint(1));
  await expect(place().put(checkpoint(1, 'other'))).rejects.toThrow('has another checkpoint-00000001.json');
  expect(await place().compare?.(checkpoint(1, 'other'), { reference: '' })).toBe('the object store has another one');
  expect(await place().compare?.(checkpoint(2), { reference: '' })).toBe('the object store does not have it');
});

test('checkpoints that are there and not here any more are found', async () => {
  for (const number of [1, 2, 3]) await place().put(checkpoint(number));
  expect(await place().newest?.(1)).toBe(3);
  expect(await place().newest?.(3)).toBe(3);
});

/** Whoever holds Latchkey's own key, and asks the store past Latchkey. */
const past = (method: string, number: number, text?: string) =>
  new AwsClient({
    ...{ accessKeyId: store.keyId, secretAccessKey: store.secret, service: 's3', region: 'eu-central-1', retries: 0 },
  }).fetch(`${store.url}/evidence/checkpoint-0000000${number}.json`, {
    method,
    ...(text !== undefined && {
      body: text,
      headers: { 'x-amz-content-sha256': createHash('sha256').update(text).digest('hex') },
    }),
  });
const own = (number: number, root = 'ab') => `{"checkpoint":{"number":${number},"root":"${root}"},"signature":"s"}\n`;

test('a newer version over a locked one is named, be it like the old one, and the old one is what is compared', async () => {
  await place().put(checkpoint(1));
  expect((await past('PUT', 1, own(1, 'forged'))).status).toBe(200);
  const over = 'its oldest version in the object store is this one, and somebody put 1 newer version over it';
  expect(await place().compare?.(checkpoint(1), { reference: '' })).toBe(over);
  expect(await place().compare?.(checkpoint(1, 'forged'), { reference: '' })).toBe('the object store has another one');
  await place().put(checkpoint(2));
  await past('PUT', 2, own(2));
  expect(await place().compare?.(checkpoint(2), { reference: '' })).toBe(over);
});

test('a mark of deletion over a locked version is named, and hides neither it nor the end of the record', async () => {
  for (const number of [1, 2, 3]) await place().put(checkpoint(number));
  expect((await past('DELETE', 3)).status).toBe(204);
  expect((await past('GET', 3)).status).toBe(404);
  expect(await place().has?.(3)).toBe(true);
  expect(await place().has?.(4)).toBe(false);
  expect(await place().newest?.(2)).toBe(3);
  await past('DELETE', 1);
  await past('PUT', 1, own(1));
  expect(await place().compare?.(checkpoint(3), { reference: '' })).toBe(
    'its oldest version in the object store is this one, and somebody put 1 mark of deletion over it',
  );
  expect(await place().compare?.(checkpoint(1), { reference: '' })).toContain(
    'somebody put 1 newer version and 1 mark of deletion over it',
  );
});

test('the oldest version is found behind many pages, and thousands of them are no more than what they are', async () => {
  await store.stop();
  store = await startObjectStore(2);
  await place().put(checkpoint(1));
  for (let count = 0; count < 5; count += 1) await past('PUT', 1, own(1, 'forged'));
  await place().put(checkpoint(2));
  expect(await place().compare?.(checkpoint(1), { reference: '' })).toContain('put 5 newer versions over it');
  expect(await place().compare?.(checkpoint(2), { reference: '' })).toBeUndefined();
  for (let count = 0; count < 30; count += 1) await past('PUT', 1, own(1));
  expect(await place().compare?.(checkpoint(1), { reference: '' })).toBeDefined();
});

test('who has not the key writes nothing', async () => {
  await expect(place('another').put(checkpoint(1))).rejects.toThrow('answers 403');
  expect(store.objects.size).toBe(0);
});
