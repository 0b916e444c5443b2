import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
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

test('a checkpoint that was stamped more than a day after it says it was signed is named', async () => {
  const stamped = async (hoursBefore: number) => {
    const text = JSON.stringify({ number: 1, at: new Date(at.getTime() - hoursBefore * 3600_000).toISOString() });
    const late = { ...checkpoint, body: text, hash: createHash('sha256').update(text).digest('hex') };
    return stamps().compare?.(late, await stamps().put(late));
  };
  expect(await stamped(24)).toBeUndefined();
  expect(await stamped(25)).toBe(
    'it says that it was signed at 2026-03-01T08:00:00.000Z, and it was stamped at 2026-03-02T09:00:00.000Z only: until then nobody outside vouches for it',
  );
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
