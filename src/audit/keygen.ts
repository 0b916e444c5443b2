import { chmod, open, writeFile } from 'node:fs/promises';
import { newKeyPair } from '../signing.js';
import type { Subcommand } from './desk.js';

/** The private key goes into a file that only its owner can read, and never to the terminal, which others may keep. */
export const keygen: Subcommand = {
  usage: [['keygen [file]', 'make a key to sign checkpoints and exports with (audit-signing-key.pem when not given)']],
  async run([path = 'audit-signing-key.pem'], { say }) {
    const { privateKey, publicKey, keyId } = newKeyPair();
    const publicPath = `${path.replace(/\.pem$/, '')}.public.pem`;
    try {
      const file = await open(path, 'wx', 0o600);
      await file.writeFile(privateKey);
      await file.close();
      await chmod(path, 0o600);
      await writeFile(publicPath, publicKey, { flag: 'wx' });
    } catch (error) {
      if ((error as { code?: string }).code !== 'EEXIST') throw error;
      say(`There is a key at ${path} or ${publicPath} already, and it is not overwritten. Name another file.`);
      return 1;
    }
    say(
      `Private key: ${path}. Set AUDIT_SIGNING_KEY_FILE to it, keep a copy where secrets are kept, show it to nobody.`,
    );
    say(`Public key:  ${publicPath}, with the id ${keyId}. Give it to your auditors, now and on a way of its own.`);
    return 0;
  },
};
