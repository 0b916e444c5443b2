import { describe, expect, test } from '@jest/globals';
import { acmeWith, cardSays, message, patience, threadSays } from '../support/acts.js';
import {
  asked,
  boardMapping,
  boardStatuses,
  catalogInJira,
  deskMapping,
  deskSettings,
  deskStatuses,
  houseInJira,
  issueIsAt,
  issueSays,
  of,
  onRecord,
  prepareDesk,
} from '../support/inJira.js';

const company = acmeWith([
  ['leo', 'Leo Marsh', 'ben'],
  ['mia', 'Mia Brandt', 'ben'],
  ['noa', 'Noa Peretz', 'ben'],
]);

const editor = (reason: string) => ({ app: 'figma', role: 'Editor', duration: '8 hours', reason });
const madeBefore = 'This was done before it counted for anything here.';

describe('on the day on which acting in Jira begins', () => {
  const at = houseInJira({ mapping: boardStatuses }, { company });
  const acting = { CATALOG_DIR: catalogInJira(boardMapping) };

  test('whoever had moved a card to Approved until then has said nothing, is told so, and says it by moving it again', async () => {
    const { slack, jira, okta } = at();
    const leo = slack.as('leo');
    const { id, key } = await asked(at(), leo, editor('Icons for the spring'));
    jira.move(key, 'Approved', of('ben'));
    await jira.deliveriesSettled();
    await at().restart({ environment: acting });
    await issueSays(at(), key, madeBefore);
    await issueIsAt(at(), key, 'Waiting for approval');
    expect(await at().auditTrail(id)).toEqual(['request.submitted', 'request.moveRefused']);
    expect(okta.has('leo', 'figma-editors')).toBe(false);
    jira.move(key, 'Approved', of('ben'));
    await cardSays(leo, 'Icons for the spring', "You're in");
  });

  test('while Jira cannot say what was done until then, nothing that is done there counts', async () => {
    const { slack, jira } = at();
    const mia = slack.as('mia');
    await at().restart();
    const { id, key } = await asked(at(), mia, editor('To see how it works'));
    jira.move(key, 'Approved', of('ben'));
    await jira.deliveriesSettled();
    const away = jira.faults.down('getChangeLogs');
    await at().restart({ environment: acting });
    await away.met(1);
    jira.move(key, 'Waiting for approval', of('ben'));
    jira.move(key, 'Approved', of('ben'));
    await jira.deliveriesSettled();
    await at().passTime(60);
    expect(await at().auditTrail(id)).toEqual(['request.submitted']);
    expect(message(mia, "You're in")).toBeUndefined();
    away.remove();
    await at().passTime(60);
    await issueSays(at(), key, madeBefore);
    await issueIsAt(at(), key, 'Waiting for approval');
    jira.move(key, 'Declined', of('ben'));
    await threadSays(mia, 'To see how it works', 'Denied by Ben Okafor');
  });

  test('a process that starts with the same jira.yaml believes what was moved while none ran', async () => {
    const { slack, jira } = at();
    const noa = slack.as('noa');
    await at().restart({ environment: acting });
    const { id, key } = await asked(at(), noa, editor('The annual report'));
    const deaf = jira.faults.down('webhook');
    jira.move(key, 'Approved', of('ben'));
    await at().restart({ environment: acting, away: 360 });
    await cardSays(noa, 'The annual report', "You're in");
    expect(await onRecord(at(), id, 'request.moveRefused')).toEqual([]);
    deaf.remove();
  });
});

describe('on the day on which approvals of Jira Service Management begin to count', () => {
  const own = { mapping: deskStatuses, settings: deskSettings, prepare: prepareDesk };
  const at = houseInJira(own, { company });
  const acting = { CATALOG_DIR: catalogInJira(deskMapping) };

  test('what was answered until then is no yes; the approval that is asked for anew is', async () => {
    const { slack, jira, okta, until } = at();
    const leo = slack.as('leo');
    const { id, key } = await asked(at(), leo, editor('From the portal'));
    await issueIsAt(at(), key, 'Awaiting approval');
    jira.approve(key, of('ben'));
    await jira.deliveriesSettled();
    await at().restart({ environment: acting });
    await issueSays(at(), key, madeBefore);
    await issueIsAt(at(), key, 'Awaiting approval');
    await jira.deliveriesSettled();
    await until(async () => (await at().store.rings.due(at().now(), 1)).length === 0, patience.within);
    expect(await at().auditTrail(id)).toEqual(['request.submitted', 'request.moveRefused']);
    expect(okta.has('leo', 'figma-editors')).toBe(false);
    jira.approve(key, of('ben'));
    await cardSays(leo, 'From the portal', "You're in");
  });
});
