import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { plural } from '../domain/wording.js';
import { createSigner, type KnownKeys, knownKeys } from '../signing.js';
import type { Checkpoints } from '../store/store.js';
import { watchTexts } from '../trail/texts.js';
import { type Verified, verifyTrail } from '../trail/verify.js';
import { compareAnchors } from './anchors.js';
import type { Desk, Subcommand } from './desk.js';
import { verifyFile } from './verifyFile.js';

export const verify: Subcommand = {
  usage: [
    [
      'verify [--key public.pem] [--anchors]',
      'walk the whole record and its checkpoints, and name the first that does not fit;',
    ],
    ['', '--anchors also compares them with what was put outside'],
    ['verify --file bundle.jsonl [--key public.pem]', 'the same of an exported bundle, without a database'],
  ],
  async run(args, desk) {
    const { values } = parseArgs({
      args,
      options: { file: { type: 'string' }, key: { type: 'string' }, anchors: { type: 'boolean' } },
    });
    const key = values.key === undefined ? undefined : await readFile(values.key, 'utf8');
    if (values.file === undefined) return verifyRecord(desk, key, values.anchors ? 'and outside' : 'here');
    const { isGood, says } = await verifyFile(values.file, key ?? keysOf(desk));
    for (const line of says) desk.say(line);
    return isGood ? 0 : 1;
  },
};

/** The public keys of the settings; nothing where none is set. */
function keysOf(desk: Desk): string | undefined {
  const { signingKey, oldKeys } = desk.settings().audit;
  if (!signingKey && !oldKeys) return undefined;
  return [...(signingKey ? [createSigner(signingKey).publicKey] : []), oldKeys ?? ''].join('\n');
}

const verifyRecord = (desk: Desk, key: string | undefined, where: 'here' | 'and outside'): Promise<number> =>
  desk.onRecord(async ({ checkpoints, evidence }) => {
    const keys: KnownKeys = knownKeys(key ?? keysOf(desk) ?? '');
    const texts = watchTexts(checkpoints, evidence);
    const found = await verifyTrail(texts.checkpoints, keys);
    const since = found.newest || keys.size === 0 ? undefined : await unsignedSince(checkpoints, desk);
    for (const line of wordsFor(found, since)) desk.say(line);
    if (found.flaw) return 1;
    const { flaw: altered, count } = texts.found();
    desk.say(
      altered ? `NOT intact: ${altered}.` : `Texts: ${plural(count, 'text')} not erased, each as it was sealed.`,
    );
    const here = altered || since !== undefined ? 1 : 0;
    if (altered || where === 'here') return here;
    const { flaw, says, lacks } = await compareAnchors(checkpoints, desk.settings(), desk.now);
    for (const line of [...says, ...lacks]) desk.say(line);
    if (flaw) desk.say(`NOT intact: ${flaw}.`);
    return flaw || lacks.length > 0 ? 1 : here;
  });

/** When the record began, of which by now something should be signed. */
async function unsignedSince(checkpoints: Checkpoints, { settings, now }: Desk): Promise<string | undefined> {
  const since = await checkpoints.oldestUnsigned(undefined);
  const due = new Date(now().getTime() - settings().checkpointEvery * 1000).toISOString();
  return since !== undefined && since < due ? since : undefined;
}

function wordsFor({ flaw, events, newest, unsigned }: Verified, since: string | undefined): string[] {
  if (flaw) return [`NOT intact: ${flaw}.`];
  const sound = `Intact: ${events} events, every hash follows from the one before.`;
  if (since !== undefined) {
    const chain = `Only chained: ${events} events, every hash follows from the one before.`;
    const lacking = `NOT SIGNED, though a key is known and the record begins at ${since}: its checkpoints were deleted, or none was ever made.`;
    return [chain, `${lacking} Until that is explained, anybody may have rewritten it with all its hashes.`];
  }
  if (!newest) {
    const chain =
      'NOT SIGNED: no checkpoint covers them. Events cut off at the end of a stream, or rewritten with all their hashes, are not found.';
    return [sound, `${chain} Set AUDIT_SIGNING_KEY (npm run audit -- keygen).`];
  }
  const { number, size, at, keyId } = newest;
  return [
    sound,
    `Signed: ${size} of them under ${number} checkpoints, the last of ${at} with the key ${keyId}: none of these was altered, moved, added or taken away.`,
    unsigned === 0
      ? 'Nothing is newer than the last checkpoint.'
      : `Only chained: ${unsigned} events are newer than the last checkpoint. If the last ones of a stream were cut off since then, this does not show it.`,
  ];
}
