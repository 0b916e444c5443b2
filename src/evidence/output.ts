import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, open, rm } from 'node:fs/promises';
import type { EvidenceFile } from '../domain/evidenceQuery.js';

/** A file on its way out. Who writes waits until it is written: nothing piles up in memory. */
export type Output = {
  readonly path: string;
  write(text: string): Promise<void>;
  /** Of every byte so far. */
  soFar(): string;
  close(): Promise<EvidenceFile & { readonly path: string }>;
  /** It is not wanted: away with it. */
  drop(): Promise<void>;
};

/** @param path must not be there yet; only its owner may read it. */
export async function openOutput(path: string, name: string): Promise<Output> {
  const file: FileHandle = await open(path, 'wx', 0o600);
  const hash = createHash('sha256');
  let bytes = 0;
  return {
    path,
    async write(text) {
      if (text === '') return;
      const chunk = Buffer.from(text, 'utf8');
      hash.update(chunk);
      bytes += chunk.length;
      await file.appendFile(chunk);
    },
    soFar: () => hash.copy().digest('hex'),
    async close() {
      await file.sync();
      await file.close();
      return { path, name, bytes, sha256: hash.copy().digest('hex') };
    },
    async drop() {
      await file.close().catch(() => {});
      await rm(path, { force: true });
    },
  };
}

/** What was set aside, at its place. */
export async function append(output: Output, path: string): Promise<void> {
  for await (const chunk of createReadStream(path, { encoding: 'utf8', highWaterMark: 256 * 1024 }))
    await output.write(chunk as string);
}
