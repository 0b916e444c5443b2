import type { WebClientOptions } from '@slack/web-api';

const nothing = () => undefined;

/** For commands at a terminal: the client's own log would stand between our lines. */
export const quietly: NonNullable<WebClientOptions['logger']> = {
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  setLevel: nothing,
  getLevel: () => 'error' as never,
  setName: nothing,
};
