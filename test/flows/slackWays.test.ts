import { rmSync } from 'node:fs';
import { afterAll, afterEach, describe, expect, test } from '@jest/globals';
import { approve, cardSays, cardToDecide, patience, threadSays } from '../support/acts.js';
import { allTold, asks, expectWholeStory, reasonOf } from '../support/crash.js';
import { companyOf, figmaFor, writeCatalog } from '../support/ground.js';
import { type House, hours, openHouse } from '../support/house.js';
import { freePort } from '../support/process.js';

const catalog = writeCatalog(figmaFor('8h'));
const company = companyOf(['ana']);
const reason = reasonOf('ana');
let house: House;
afterEach(() => house.close());
afterAll(() => rmSync(catalog, { recursive: true }));

async function openHttpHouse(): Promise<string> {
  const port = await freePort();
  const eventsUrl = `http://127.0.0.1:${port}/slack/events`;
  house = await openHouse({ company, eventsUrl, environment: { CATALOG_DIR: catalog, PORT: String(port) } });
  return eventsUrl;
}

const openSocketHouse = async () => {
  house = await openHouse({ company, environment: { CATALOG_DIR: catalog } });
};

async function fromAskedToEnded() {
  const { slack, okta } = house;
  await asks(house, 'ana');
  await approve(slack.as('ben'), reason);
  await threadSays(slack.as('ana'), reason, "You're in");
  expect(okta.members('figma-editors')).toEqual(['ana']);
  await house.passTime(hours(8) + 1);
  await threadSays(slack.as('ana'), reason, 'has ended');
  expect(okta.members('figma-editors')).toEqual([]);
  await allTold(house);
  await expectWholeStory(house, ['ana']);
}

describe('over HTTP', () => {
  test('the whole story runs as it does over sockets', async () => {
    await openHttpHouse();
    await fromAskedToEnded();
    expect(house.slack.connections).toBe(0);
  });

  test('what Slack has not signed just now is refused and does nothing', async () => {
    const eventsUrl = await openHttpHouse();
    const { slack } = house;
    const { id } = slack.as('ana').user;
    const command = { command: '/access', text: 'help', user_id: id, trigger_id: slack.forge.trigger(id) };
    const now = Math.floor(Date.now() / 1000);
    const forged = [
      { secret: 'not-the-secret' },
      { left: 'out' as const },
      { timestamp: now - 10 * 60 },
      { timestamp: now + 10 * 60 },
    ];
    for (const signature of forged) {
      const answer = await slack.forge.command(command, signature);
      expect({ signature, answer }).toEqual({
        signature,
        answer: expect.objectContaining({ kind: 'silence', why: 'http_error 401' }),
      });
    }
    for (const body of ['', '{', 'payload=%7B', 'x'.repeat(2_000_000)]) {
      const answer = await fetch(eventsUrl, { method: 'POST', body }).catch(() => ({ status: 400 }));
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.status).toBeLessThan(500);
    }
    expect(slack.calls.filter(({ method }) => method !== 'auth.test')).toEqual([]);
    expect((await slack.forge.command(command)).kind).toBe('acked');
  });
});

describe('over sockets', () => {
  test('a socket that is refreshed in the middle of a click loses nothing', async () => {
    await openSocketHouse();
    const { slack, okta } = house;
    await asks(house, 'ana');
    const card = await cardToDecide(slack.as('ben'), reason);
    const thinking = slack.faults.hold('users.info', { times: 1 });
    const pressed = card.press('Approve');
    await thinking.met();
    slack.refresh();
    slack.refresh('warning');
    thinking.release();
    await pressed;
    await cardSays(slack.as('ana'), reason, "You're in");
    expect(okta.members('figma-editors')).toEqual(['ana']);
  });

  test('both sockets dropped in the middle of a click: it is done all the same, and the next one is heard', async () => {
    await openSocketHouse();
    const { slack } = house;
    await asks(house, 'ana');
    const card = await cardToDecide(slack.as('ben'), reason);
    const thinking = slack.faults.hold('users.info', { times: 1 });
    const pressed = card.press('Approve');
    await thinking.met();
    slack.dropSockets();
    thinking.release();
    await pressed;
    await cardSays(slack.as('ana'), reason, "You're in");
    await house.until(() => slack.connections > 0, patience.within);
    await slack.as('ana').press('Give back', { in: reason });
    await threadSays(slack.as('ana'), reason, 'has ended');
  });

  test('what is delivered again is not done again, and a Home tab that was opened meanwhile is drawn', async () => {
    await openSocketHouse();
    const { slack } = house;
    slack.faults.loseAnswer('event', { times: 1 });
    await slack.as('ana').openHome();
    for (const kind of ['command', 'interaction', 'event']) slack.faults.twice(kind);
    await fromAskedToEnded();
  });
});
