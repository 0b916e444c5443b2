import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { z } from 'zod/mini';
import { plural } from '../domain/wording.js';
import { checkSignature, type KnownKeys, knownKeys, signedBytes } from '../signing.js';
import { type BundleLine, bundleLine, type HeaderLine } from './bundle.js';
import { type BundleCheck, createBundleCheck } from './bundleCheck.js';
import { createRowCheck } from './rowCheck.js';

const signature = z.object({
  file: z.string(),
  sha256: z.string(),
  keyId: z.string(),
  algorithm: z.literal('Ed25519'),
  signature: z.string(),
  at: z.string(),
});

export type Verdict = { readonly isGood: boolean; readonly says: readonly string[] };

/**
 * Checks a bundle with nothing but the file, its signature beside it, and public keys.
 * @param keys PEM, one after the other. Without any the header's own key is taken, and it is said what that is worth.
 */
export async function verifyFile(path: string, keys: string | undefined): Promise<Verdict> {
  const believed = keys === undefined ? undefined : knownKeys(keys);
  if (believed?.size === 0) return bad('The file with the key holds no public key (-----BEGIN PUBLIC KEY-----).');
  const keysFor = ({ publicKey }: HeaderLine) => believed ?? knownKeys(publicKey ?? '');
  const check = createBundleCheck(keysFor);
  const [whole, body] = [createHash('sha256'), createHash('sha256')];
  const rows = createRowCheck();
  let [number, offset] = [0, 0];
  for await (const bytes of linesOf(path)) {
    number += 1;
    whole.update(bytes);
    const line = readLine(bytes);
    if (!line) return bad(`NOT intact: line ${number} is no line of a bundle.`);
    if (line.kind !== 'footer') body.update(bytes);
    const flaw = check.line(line) ?? rows.line(line, offset, bytes.length);
    offset += bytes.length;
    if (flaw) return bad(`NOT intact: ${flaw} (line ${number}).`);
  }
  const header = check.header();
  const flaw =
    check.end(body.digest('hex')) ??
    (header && (await signatureFlaw(path, header, { believed, keys: keysFor(header) }, whole.digest('hex')))) ??
    rows.end(path);
  if (flaw || !header) return bad(`NOT intact: ${flaw}.`);
  return { isGood: true, says: wordsFor(check, header, believed) };
}

const bad = (sentence: string): Verdict => ({ isGood: false, says: [sentence] });

/** Each line with its end, as bytes: they are what was hashed. */
async function* linesOf(path: string): AsyncIterable<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 18 })) {
    let begun = 0;
    const bytes = rest.length === 0 ? (chunk as Buffer) : Buffer.concat([rest, chunk as Buffer]);
    for (let end = bytes.indexOf(10); end !== -1; end = bytes.indexOf(10, begun)) {
      yield bytes.subarray(begun, end + 1);
      begun = end + 1;
    }
    rest = bytes.subarray(begun);
  }
  if (rest.length > 0) yield rest;
}

function readLine(bytes: Buffer): BundleLine | undefined {
  try {
    return bundleLine.safeParse(JSON.parse(bytes.toString('utf8'))).data;
  } catch {
    return undefined;
  }
}

/**
 * What is wrong with the signature beside the file. A file may say itself that it has none, but not to somebody who
 * has a key: whoever changed it could say so as well.
 */
async function signatureFlaw(
  path: string,
  { keyId }: HeaderLine,
  { believed, keys }: { believed: KnownKeys | undefined; keys: KnownKeys },
  sha256: string,
): Promise<string | undefined> {
  const text = await readFile(`${path}.sig`, 'utf8').catch(() => undefined);
  if (text === undefined) {
    if (keyId !== null) return `its signature (${path}.sig) is not beside it`;
    return believed && 'it is UNSIGNED, and a key was given to check it with: anybody could have made it';
  }
  const read = signature.safeParse(parsed(text));
  if (!read.success) return `its signature (${path}.sig) cannot be read`;
  const said = checkSignature(keys, read.data, signedBytes(read.data));
  if (said === 'unknown') return `it is signed with the key ${read.data.keyId}, which is not the one given`;
  if (said === 'bad') return 'its signature is forged';
  return read.data.sha256 === sha256 ? undefined : 'it is not the file that was signed';
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function wordsFor(check: BundleCheck, { holds, keyId, by, at }: HeaderLine, believed: KnownKeys | undefined): string[] {
  const { counts, proven, unproven, begunBefore, lastCheckpoint } = check.found();
  const upTo = lastCheckpoint ? `, up to checkpoint ${lastCheckpoint.number} of ${lastCheckpoint.at}` : '';
  return [
    `Intact: ${counts.events} events; ${proven} of them stand under ${counts.checkpoints} signed checkpoints${upTo}. Made by ${by} at ${at}.`,
    holds === 'record'
      ? lastCheckpoint
        ? 'It holds the whole record up to that checkpoint: no event is left out.'
        : 'It says that it holds the whole record. No checkpoint is in it, so that nothing was left out it cannot prove.'
      : 'It holds what its query chose: that nothing which fits the query was left out, the file cannot prove.',
    ...(counts.requests > 0
      ? [
          `${plural(counts.requests, 'request')}: each line says what its events say, and each text in it is the one that was sealed. Names (of people, apps, roles, groups and a provider's actors) are as they were found when it was made: they were NOT checked, the ids beside them were.`,
        ]
      : []),
    ...(unproven > 0
      ? [
          `${unproven} events are ${lastCheckpoint ? 'newer than the last checkpoint' : 'under no checkpoint'}: they are proven by their chain and this file's hash alone.`,
        ]
      : []),
    ...(begunBefore > 0 ? [`${begunBefore} streams begin before this file does.`] : []),
    ...(keyId === null ? ['UNSIGNED: the file says itself that nobody signed it. Anybody could have made it.'] : []),
    ...(believed
      ? []
      : [
          'NO KEY WAS GIVEN: the key in the file itself was taken, which whoever made the file chose. Give --key public.pem.',
        ]),
    ...(counts.anchors > 0
      ? [`${counts.anchors} notes of where checkpoints were put are in it; check time stamps with openssl ts -verify.`]
      : []),
  ];
}
