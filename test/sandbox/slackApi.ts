import type { Slack } from '../../sandbox/slack/index.js';

export type Answer = { ok: boolean; error?: string; response_metadata?: { messages?: string[] } } & Record<
  string,
  unknown
>;

const packed = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** One call as the Node client makes it: a form, with JSON in its strings. */
export async function call(slack: Slack, method: string, args: Record<string, unknown> = {}, token = slack.botToken) {
  const given = Object.entries(args).filter(([, value]) => value !== undefined);
  const body = new URLSearchParams(given.map(([name, value]): [string, string] => [name, packed(value)]));
  const response = await fetch(slack.url + method, {
    method: 'POST',
    body,
    headers: { authorization: `Bearer ${token}` },
  });
  return (await response.json()) as Answer;
}

export const said = ({ error, response_metadata }: Answer): string =>
  [error, ...(response_metadata?.messages ?? [])].join('\n');
