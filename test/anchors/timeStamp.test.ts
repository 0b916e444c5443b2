import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { TimeStampResp } from 'pkijs';
import {
  type Misbehaviour,
  startTimeStampAuthority,
  type TimeStampAuthority,
} from '../../sandbox/anchors/timeStampAuthority.js';
import type { Anchored } from '../../src/anchors/port.js';
import { createTimeStamps } from '../../src/anchors/timeStamp.js';

const run = promisify(execFile);
const at = new Date('2026-03-02T09:00:00Z');
const body = '{"number":1,"root":"ab"}';
const checkpoint: Anchored = { number: 1, body, hash: createHash('sha256').update(body).digest('hex'), signature: 's' };
let authority: TimeStampAuthority;

beforeAll(async () => {
  authority = await startTimeStampAuthority(() => at);
});
afterAll(() => authority.stop());

const stamps = () => createTimeStamps({ url: authority.url, authorities: authority.ca });

test('a checkpoint gets a time stamp, which is good for it and for no other', async () => {
  const receipt = await stamps().put(checkpoint);
  expect(receipt.reference).toBe(at.toISOString());
  expect(await stamps().compare?.(checkpoint, receipt)).toBeUndefined();
  expect(await stamps().compare?.({ ...checkpoint, body: '{"number":2}' }, receipt)).toMatch(
    /^its time stamp does not fit/,
  );
  expect(await stamps().compare?.(checkpoint, { ...receipt, token: 'AAAA' })).toMatch(/^its time stamp does not fit/);
  const other = await startTimeStampAuthority();
  await other.stop();
  const elsewhere = createTimeStamps({ url: authority.url, authorities: other.ca });
  expect(await elsewhere.compare?.(checkpoint, receipt)).toMatch(/^its time stamp does not fit/);
});

const signedAt = (secondsBefore: number): Anchored => {
  const text = JSON.stringify({ number: 1, at: new Date(at.getTime() - secondsBefore * 1000).toISOString() });
  return { ...checkpoint, body: text, hash: createHash('sha256').update(text).digest('hex') };
};

test.each([
  ['90 days after', 90 * 24 * 3600],
  ['a minute before, as the clocks go,', -60],
])('a stamp from %s its checkpoint was signed is good, and vouches since its own time', async (_, before) => {
  const receipt = await stamps().put(signedAt(before));
  expect(await stamps().compare?.(signedAt(before), receipt)).toBeUndefined();
  expect(await stamps().vouchesSince?.(receipt)).toBe(at.toISOString());
});

test('a stamp from before its checkpoint says it was signed is not taken, and is a flaw where it is kept', async () => {
  const early =
    'it says that it was signed at 2026-03-02T09:03:00.000Z, and it was stamped at 2026-03-02T09:00:00.000Z already: one of the two clocks is wrong';
  const real = globalThis.fetch;
  let token = '';
  globalThis.fetch = async (...asked) => {
    const answer = await real(...asked);
    const { timeStampToken } = TimeStampResp.fromBER(await answer.clone().arrayBuffer());
    token = Buffer.from(timeStampToken?.toSchema().toBER() ?? new ArrayBuffer(0)).toString('base64');
    return answer;
  };
  try {
    await expect(stamps().put(signedAt(-180))).rejects.toThrow(early);
  } finally {
    globalThis.fetch = real;
  }
  expect(await stamps().compare?.(signedAt(-180), { reference: '', token })).toBe(early);
});

test.each<[Misbehaviour, RegExp]>([
  ['refuses', /refuses with status 2/],
  ['another nonce', /its nonce is not ours/],
  ['another hash', /TSTInfo verification is failed/],
  ['another signer', /Validation of signer's certificate failed/],
  ['no time stamper', /not allowed to stamp times/],
  ['a changed time', /Message digest doesn't match/],
])('an answer with %s is not taken', async (how, says) => {
  authority.misbehave(how);
  try {
    await expect(stamps().put(checkpoint)).rejects.toThrow(says);
  } finally {
    authority.misbehave(undefined);
  }
});

const openssl = await run('openssl', ['version']).then(
  () => test,
  () => test.skip,
);

openssl('openssl, which knows nothing of us, finds the same time stamp good', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'stamp-'));
  try {
    const { token = '' } = await stamps().put(checkpoint);
    writeFileSync(join(directory, 'token.der'), Buffer.from(token, 'base64'));
    writeFileSync(join(directory, 'ca.pem'), authority.ca);
    const verify = (hash: string) =>
      run('openssl', ['ts', '-verify', '-digest', hash, '-in', 'token.der', '-token_in', '-CAfile', 'ca.pem'], {
        cwd: directory,
      });
    expect((await verify(checkpoint.hash)).stdout).toContain('Verification: OK');
    await expect(verify('cd'.repeat(32))).rejects.toThrow();
  } finally {
    rmSync(directory, { recursive: true });
  }
});
