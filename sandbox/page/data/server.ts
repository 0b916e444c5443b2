import type { Act, Acted, StoryCommand, StoryState, Switch, Switches } from '../../web/contract.js';

/** What the page asks of the sandbox. Each call rejects with a sentence that can be shown. */
export const sendAct = (act: Act): Promise<Acted> => ask('/api/act', act);
export const flip = (change: Switch): Promise<Switches> => ask('/api/switch', change);
export const reset = (): Promise<StoryState> => ask<StoryState>('/api/story', { do: 'reset' } satisfies StoryCommand);

async function ask<Answer>(path: string, body: object): Promise<Answer> {
  const answer = await fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  }).catch(() => undefined);
  if (!answer) throw new Error('The sandbox does not answer. Is "npm run demo" still running?');
  if (answer.ok) return (await answer.json()) as Answer;
  throw new Error(`The sandbox refused this (${answer.status}): ${await sentenceIn(answer)}`);
}

async function sentenceIn(answer: Response): Promise<string> {
  const text = await answer.text().catch(() => '');
  try {
    const { error } = JSON.parse(text) as { error?: unknown };
    return typeof error === 'string' ? error : text;
  } catch {
    return text || answer.statusText;
  }
}
