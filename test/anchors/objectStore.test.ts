import { afterEach, beforeEach, expect, test } from '@jest/globals';
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
  expect(store.objects.get('checkpoint-00000001.json')).toEqual({
    text: '{"checkpoint":{"number":1,"root":"ab"},"signature":"s"}\n',
    lock: { mode: 'COMPLIANCE', until: '2027-04-06T09:00:00.000Z' },
  });
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

test('who has not the key writes nothing', async () => {
  await expect(place('another').put(checkpoint(1))).rejects.toThrow('answers 403');
  expect(store.objects.size).toBe(0);
});
