import { createReadStream } from 'node:fs';
import type { WebClient } from '@slack/web-api';
import { request } from 'undici';
import { z } from 'zod';
import { readSlackError, SlackDown } from './slackErrors.js';

export type SlackFile = { readonly path: string; readonly name: string; readonly bytes: number };

/** Files into a DM. Nothing is shared until `share`: what was sent and not shared, Slack forgets. */
export type SlackFiles = {
  /** Sends each file as it lies on the disk, so that none has to fit into memory. @returns Slack's ids. */
  send(files: readonly SlackFile[]): Promise<readonly string[]>;
  /** One message with all of them. */
  share(message: { readonly channel: string; readonly text: string; readonly files: readonly Sent[] }): Promise<void>;
  /** Whether a message with a file of this name is among the last ones in the channel. */
  has(channel: string, name: string): Promise<boolean>;
};

export type Sent = { readonly id: string; readonly title: string };

/** Slack names the place itself; a name without encryption is only ever that of a machine's own stand-in. */
const place = z.object({
  file_id: z.string().regex(/^F\w{1,30}$/),
  upload_url: z.url().refine((url) => /^(https:|http:\/\/127\.0\.0\.1:)/.test(url), 'is not encrypted'),
});

const pageSize = 200;
const patience = { headersTimeout: 60_000, bodyTimeout: 60_000 };

export function createSlackFiles(client: WebClient, now: () => Date): SlackFiles {
  const ask = async <T>(call: () => Promise<T>): Promise<T> => {
    try {
      return await call();
    } catch (error) {
      throw readSlackError(error, now());
    }
  };
  return {
    async send(files) {
      const ids: string[] = [];
      for (const { path, name, bytes } of files) {
        const given = await ask(() => client.files.getUploadURLExternal({ filename: name, length: bytes }));
        const { file_id, upload_url } = place.parse(given);
        await upload(upload_url, path, bytes);
        ids.push(file_id);
      }
      return ids;
    },
    async share({ channel, text, files }) {
      const [first, ...rest] = files.map(({ id, title }) => ({ id, title }));
      if (!first) throw new Error('there is no file to share');
      await ask(() =>
        client.files.completeUploadExternal({ channel_id: channel, initial_comment: text, files: [first, ...rest] }),
      );
    },
    async has(channel, name) {
      const found = await ask(() => client.conversations.history({ channel, limit: pageSize }));
      return (found.messages ?? []).some(({ files = [] }) => files.some((file) => file.name === name));
    },
  };
}

async function upload(url: string, path: string, bytes: number): Promise<void> {
  const headers = { 'content-type': 'application/octet-stream', 'content-length': String(bytes) };
  try {
    const { statusCode, body } = await request(url, {
      method: 'POST',
      headers,
      body: createReadStream(path),
      ...patience,
    });
    await body.dump();
    if (statusCode !== 200) throw new SlackDown(`Slack took a file with ${statusCode}`, { outcome: 'notApplied' });
  } catch (error) {
    if (error instanceof SlackDown) throw error;
    throw new SlackDown('Slack could not be sent a file', { outcome: 'notApplied', cause: error });
  }
}
