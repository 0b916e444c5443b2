import type { ServerResponse } from 'node:http';
import { kindOfFile } from '../slack/fileKinds.js';
import type { Slack } from '../slack/index.js';
import { userByKey } from '../slack/workspace.js';
import { Refused } from './asked.js';

type Wanted = { readonly as: string; readonly id: string; readonly how: 'read' | 'keep' };

/**
 * What somebody sent, to whoever can see the message it hangs on. It comes from the page's own address and was written by
 * somebody else: nothing in it may run, and nothing in it counts as this page.
 */
export function giveSlackFile({ workspace }: Slack, { as, id, how }: Wanted, response: ServerResponse): void {
  const me = userByKey(workspace, as);
  const isBeforeMe = workspace.messages.some(
    ({ channel, files }) => files?.includes(id) && workspace.channels.get(channel)?.members.has(me.id),
  );
  const file = isBeforeMe ? workspace.files.get(id) : undefined;
  if (!file?.content) throw new Refused(404, 'There is no such file in a conversation of yours.');
  const kind = kindOfFile(file.name);
  const type = kind === 'HTML' ? 'text/html' : 'text/plain';
  const manner = how === 'keep' || kind === 'Binary' ? 'attachment' : 'inline';
  response.writeHead(200, {
    ...untrusted,
    'content-type': manner === 'inline' ? `${type}; charset=utf-8` : 'application/octet-stream',
    'content-length': file.content.length,
    'content-disposition': `${manner}; filename*=UTF-8''${encodeURIComponent(file.name)}`,
    'cache-control': 'no-store',
  });
  response.end(file.content);
}

/** A sandbox is an origin of nobody, without scripts and forms; the other policy would refuse to show one at all. */
const untrusted: Readonly<Record<string, string>> = {
  'content-security-policy':
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'unsafe-none',
};
