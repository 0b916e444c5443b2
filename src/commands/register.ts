import type { App } from '@slack/bolt';
import * as access from './access.js';
import * as approval from './approval.js';
import * as cancel from './cancel.js';
import type { Deps } from './deps.js';
import * as drift from './drift.js';
import * as erase from './erase.js';
import * as evidence from './evidence.js';
import * as explainAll from './explainAll.js';
import * as extend from './extend.js';
import * as giveBack from './giveBack.js';
import * as home from './home.js';
import * as markDone from './markDone.js';
import * as request from './request.js';
import * as revoke from './revoke.js';
import * as search from './search.js';
import * as stop from './stop.js';
import * as thread from './thread.js';
import * as who from './who.js';

/** Everything a person can do in Slack, one file an intent. */
const intents = [
  access,
  approval,
  cancel,
  drift,
  evidence,
  erase,
  explainAll,
  extend,
  giveBack,
  home,
  markDone,
  request,
  revoke,
  search,
  stop,
  thread,
  who,
];

export function registerAll(app: App, deps: Deps): void {
  for (const intent of intents) intent.register(app, deps);
}
