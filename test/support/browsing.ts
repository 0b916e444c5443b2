import type { Act, Acted, Behind, Refusal, Screen } from '../../sandbox/web/contract.js';

/** A page without a browser: what the server's API gives, as it comes. */
export type Watched<Seen> = {
  readonly now: Seen | undefined;
  /** Resolves with what `look` yields as soon as that is something. */
  until<T>(look: (seen: Seen) => T | undefined | false, within?: number): Promise<T>;
  close(): void;
};

export const watchScreen = (url: string, as: string): Promise<Watched<Screen>> =>
  watch(`${url}/api/live?as=${as}`, 'screen');

export const watchBehind = (url: string, request?: string): Promise<Watched<Behind>> =>
  watch(`${url}/api/live?as=ana${request ? `&request=${request}` : ''}`, 'behind');

async function watch<Seen>(address: string, part: 'screen' | 'behind'): Promise<Watched<Seen>> {
  const stopping = new AbortController();
  const answer = await fetch(address, { signal: stopping.signal });
  if (answer.status !== 200 || !answer.body) throw new Error(`${address} answered ${answer.status}`);
  const watched: { now: Seen | undefined } = { now: undefined };
  const looks = new Set<() => void>();
  void follow(answer.body, `event: ${part}\ndata: `, (seen: Seen) => {
    watched.now = seen;
    for (const look of [...looks]) look();
  }).catch(() => {});
  const until = <T>(look: (seen: Seen) => T | undefined | false, within = 20_000) =>
    new Promise<T>((resolve, reject) => {
      const giveUp = setTimeout(() => {
        looks.delete(check);
        reject(new Error(`Not seen within ${within} ms: ${look}\n${JSON.stringify(watched.now).slice(0, 4_000)}`));
      }, within);
      const check = () => {
        const found = watched.now === undefined ? undefined : look(watched.now);
        if (found === undefined || found === false) return;
        clearTimeout(giveUp);
        looks.delete(check);
        resolve(found);
      };
      looks.add(check);
      check();
    });
  return Object.assign(Object.create(null, { now: { get: () => watched.now } }), {
    until,
    close: () => stopping.abort(),
  });
}

async function follow<Seen>(body: ReadableStream<Uint8Array>, head: string, hear: (seen: Seen) => void): Promise<void> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of body) {
    const events = (rest + decoder.decode(chunk, { stream: true })).split('\n\n');
    rest = events.pop() ?? '';
    for (const event of events) if (event.startsWith(head)) hear(JSON.parse(event.slice(head.length)));
  }
}

export async function post<Answer>(url: string, path: string, body: unknown): Promise<Answer> {
  const answer = await fetch(`${url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify(body),
  });
  const said = (await answer.json()) as Answer | Refusal;
  if (!answer.ok) throw new Error(`${answer.status}: ${(said as Refusal).error}`);
  return said as Answer;
}

export const act = (url: string, deed: Act): Promise<Acted> => post(url, '/api/act', deed);

type Json = Record<string, unknown>;

/** The ids of the element that has this text or stands under this label, and its options. */
export function elementCalled(blocks: readonly Json[], words: string): { blockId: string; actionId: string } & Json {
  const found = blocks.flatMap((block) => {
    const label = (block.label as Json | undefined)?.text;
    const all = [...((block.elements as Json[]) ?? []), block.accessory as Json, block.element as Json];
    return all
      .filter(
        (element) => element?.action_id && (label === words || (element.text as Json | undefined)?.text === words),
      )
      .map((element) => ({ ...element, blockId: String(block.block_id), actionId: String(element.action_id) }));
  })[0];
  if (!found) throw new Error(`Nothing is called “${words}” in ${JSON.stringify(blocks)}`);
  return found;
}

export function optionCalled(element: Json, text: string): Json {
  const found = (element.options as Json[] | undefined)?.find((option) => (option.text as Json).text === text);
  if (!found) throw new Error(`“${text}” is not offered in ${JSON.stringify(element)}`);
  return found;
}
