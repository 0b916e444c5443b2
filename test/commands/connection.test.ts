import { expect, test } from '@jest/globals';
import { acme } from '../../sandbox/company.js';
import { startSlack } from '../../sandbox/slack/index.js';
import { createConnection, type Identity } from '../../src/commands/connection.js';

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const us: Identity = { botToken: 'xoxb', botId: 'B1', botUserId: 'U1', teamId: 'T1' };

test('sockets that were on their way when it was closed are not left open', async () => {
  const slack = await startSlack({ company: acme });
  try {
    const incoming = { by: 'socket', appToken: slack.appToken } as const;
    const connection = createConnection(incoming, () => us, { slackApiUrl: slack.url }, silent);
    const asked = slack.faults.hold('apps.connections.open');
    const opening = connection.open();
    await asked.met(2);
    await connection.close();
    asked.release();
    await opening;
    await slack.until(() => slack.connections === 0);
    expect(connection.isOpen()).toBe(false);
  } finally {
    await slack.stop();
  }
});
