import type { Box } from '../box.js';
import type { Faults, HttpAnswer, Rule } from '../faults.js';
import { oktaError } from '../okta/errors.js';
import type { Switch, Switches } from './contract.js';

/** What can be made to go wrong, and what does just now. */
export type Switchboard = { now(): Switches; turn(change: Switch): Promise<Switches> };

type Turned = Omit<Switches, 'worker'>;
const fine: Turned = { okta: 'fine', jira: 'fine', slack: 'once' };

export function switchboardOf(box: Box): Switchboard {
  let turned = fine;
  let rules: Rule[] = [];
  box.listen((change) => {
    if (change !== 'reset') return;
    // The stand-ins are others now, and nothing is wrong with them.
    turned = fine;
    rules = [];
  });
  const now = (): Switches => ({ ...turned, worker: box.bot.status === 'down' ? 'killed' : 'up' });
  return {
    now,
    async turn({ worker, ...change }) {
      turned = { ...turned, ...change };
      for (const rule of rules) rule.remove();
      rules = rulesFor(box, turned);
      if (worker === 'killed') await box.killBot();
      if (worker === 'up') await box.startBot();
      return now();
    },
  };
}

function rulesFor({ standIns: { okta, jira, slack } }: Box, turned: Turned): Rule[] {
  const ofJira = turned.jira === 'down' ? [jira.faults.down('*')] : [];
  const everything = ['command', 'interaction', 'event'];
  const ofSlack = turned.slack === 'everything twice' ? everything.map((one) => slack.faults.twice(one)) : [];
  return [...oktaRules(okta.faults, turned.okta), ...ofJira, ...ofSlack];
}

const SLOW_MS = 4_000;

function oktaRules(faults: Faults, state: Switches['okta']): Rule[] {
  switch (state) {
    case 'fine':
      return [];
    case 'down':
      return [faults.down('*')];
    case 'slow':
      return [faults.slow('*', SLOW_MS)];
    case 'too many':
      return [faults.error('*', tooMany())];
    case 'answers lost':
      // Of what changes something: to lose what is only read is to be down.
      return ['assignUserToGroup', 'unassignUserFromGroup'].map((one) => faults.loseAnswer(one));
  }
}

const RESET_SECONDS = 10;

/** Whenever it is given, there is room again ten seconds later. */
function tooMany(): HttpAnswer {
  const { status, body, headers } = oktaError(
    429,
    'E0000047',
    'API call exceeded rate limit due to too many requests.',
  );
  return {
    status,
    body,
    get headers() {
      const reset = String(Math.ceil(Date.now() / 1000) + RESET_SECONDS);
      return { ...headers, 'x-rate-limit-remaining': '0', 'x-rate-limit-reset': reset };
    },
  };
}
