import type { Screen } from '../../web/contract.js';
import type { Names } from './text/mrkdwn.js';

type Person = { readonly slackId: string; readonly name: string; readonly title: string };

/** For whom blocks are drawn, and whom and what they may name. */
export type Reader = Names & {
  readonly me: string;
  readonly timeZone: string;
  readonly people: readonly Person[];
  readonly channels: Screen['channels'];
};

export type ReadBy = Pick<Screen, 'app' | 'channels'> & {
  readonly me: Pick<Screen['me'], 'slackId' | 'timeZone'>;
  readonly people: readonly Person[];
};

export function readerOf({ me, people, app, channels }: ReadBy): Reader {
  const names = new Map([...people, app].map(({ slackId, name }) => [slackId, name]));
  const channelNames = new Map(channels.map(({ id, name }) => [id, name]));
  return {
    me: me.slackId,
    timeZone: me.timeZone,
    people,
    channels,
    userName: (id) => names.get(id),
    channelName: (id) => channelNames.get(id),
  };
}
