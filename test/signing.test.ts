import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { keygen } from '../src/audit/keygen.js';
import { readAuditSettings } from '../src/config.js';
import { checkSignature, createSigner, knownKeys, newKeyPair, signedBytes, signFile } from '../src/signing.js';
import { pem as rsa } from './support/settings.js';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'signing-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

const at = new Date('2026-03-02T09:00:00Z');
const pair = newKeyPair();
const signer = createSigner(pair.privateKey);

test('what a key signed is good with its public key, and with nothing changed', () => {
  const signed = signFile(signer, 'march.jsonl', 'ab'.repeat(32), at);
  const known = knownKeys(newKeyPair().publicKey, pair.publicKey);
  expect(signed).toMatchObject({ keyId: pair.keyId, algorithm: 'Ed25519', at: at.toISOString() });
  expect(checkSignature(known, signed, signedBytes(signed))).toBe('good');
  for (const change of [{ file: 'april.jsonl' }, { sha256: 'cd'.repeat(32) }, { at: '2026-03-03T09:00:00.000Z' }]) {
    expect(checkSignature(known, signed, signedBytes({ ...signed, ...change }))).toBe('bad');
  }
});

test('a key that is not believed is not known, whatever it signed', () => {
  const signed = signFile(createSigner(newKeyPair().privateKey), 'march.jsonl', 'ab'.repeat(32), at);
  expect(checkSignature(knownKeys(pair.publicKey), signed, signedBytes(signed))).toBe('unknown');
});

test('keygen makes a pair that the settings take, shows no private key, and overwrites none', async () => {
  const said: string[] = [];
  const desk = { now: () => at, say: (line: string) => said.push(line), settings: readAuditSettings, onRecord: unused };
  const path = join(directory, 'key.pem');
  expect(await keygen.run([path], desk)).toBe(0);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(said.join('\n')).not.toContain('BEGIN');
  const { audit } = readAuditSettings({
    AUDIT_SIGNING_KEY_FILE: path,
    AUDIT_SIGNING_KEYS_OLD_FILE: join(directory, 'key.public.pem'),
  });
  const { keyId } = createSigner(audit.signingKey ?? '');
  expect([...knownKeys(audit.oldKeys ?? '').keys()]).toEqual([keyId]);
  expect(said.join('\n')).toContain(keyId);
  const before = readFileSync(path, 'utf8');
  expect(await keygen.run([path], desk)).toBe(1);
  expect(readFileSync(path, 'utf8')).toBe(before);
});

const unused = () => Promise.reject(new Error('No database is needed to make a key'));

test('a key of another kind is refused with the way to a right one', () => {
  expect(() => readAuditSettings({ AUDIT_SIGNING_KEY: rsa })).toThrow(/of the kind rsa.*npm run audit -- keygen/);
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const old = publicKey.export({ type: 'spki', format: 'pem' }).toString();
  expect(() => readAuditSettings({ AUDIT_SIGNING_KEYS_OLD: old })).toThrow(/does not hold Ed25519 public keys/);
  expect(() => knownKeys(old)).toThrow(/rsa/);
});
