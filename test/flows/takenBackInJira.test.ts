import { describe, expect, test } from '@jest/globals';
import { acmeWith, cardSays, cardToDecide, message, patience } from '../support/acts.js';
import { asked, houseInJira, issueIsAt, issueSays, jiraHasHeard, of, onRecord } from '../support/inJira.js';

const company = acmeWith([
  ['leo', 'Leo Marsh', 'ben'],
  ['mia', 'Mia Brandt', 'ben'],
  ['noa', 'Noa Peretz', 'ben'],
]);

const editor = (reason: string) => ({ app: 'figma', role: 'Editor', duration: '8 hours', reason });

describe.each([1, 2])(
  'whoever closes the issue of what they asked for takes it back (every step run %i×)',
  (stepsRun) => {
    const at = houseInJira({}, { stepsRun, company });

    test('by a status that is over: the cards say so, and nobody can decide it any more', async () => {
      const { slack, jira, store } = at();
      const [leo, ben] = [slack.as('leo'), slack.as('ben')];
      const { id, key } = await asked(at(), leo, editor('Icons for the spring'));
      await cardToDecide(ben, 'Icons for the spring');
      jira.move(key, 'Ended', of('leo'));
      expect((await cardSays(leo, 'Icons for the spring', 'Cancelled by Leo Marsh')).buttons).toEqual([]);
      expect((await cardSays(ben, 'Icons for the spring', 'Cancelled by Leo Marsh')).buttons).toEqual([]);
      await issueSays(at(), key, 'Cancelled by Leo Marsh.');
      const person = await store.people.byEmail(of('leo'));
      const [cancelled] = await onRecord(at(), id, 'request.cancelled');
      expect(cancelled).toMatchObject({
        actor: `person:${person?.id}`,
        cause: 'jira',
        event: { cause: 'requester', by: person?.id, move: expect.stringMatching(/^move:\d+$/) },
      });
      expect(await at().auditTrail(id)).toEqual(['request.submitted', 'request.cancelled']);
      await jiraHasHeard(at(), id);
      jira.moveTo(key, 'Approved', of('ben'));
      await issueSays(at(), key, 'This request was cancelled.');
      expect(message(leo, "You're in")).toBeUndefined();
    });

    test('by a status that is a no', async () => {
      const { slack, jira } = at();
      const mia = slack.as('mia');
      const { id, key } = await asked(at(), mia, editor('To see how it works'));
      jira.move(key, 'Declined', of('mia'));
      await cardSays(mia, 'To see how it works', 'Cancelled by Mia Brandt');
      await issueIsAt(at(), key, 'Ended');
      expect(await at().auditTrail(id)).toEqual(['request.submitted', 'request.cancelled']);
    });

    test('anybody else’s closing is put back, and says why', async () => {
      const { slack, jira } = at();
      const noa = slack.as('noa');
      const { id, key } = await asked(at(), noa, editor('The annual report'));
      jira.move(key, 'Ended', of('omar'));
      await issueSays(at(), key, 'This counted for nothing.');
      await issueIsAt(at(), key, 'Waiting for approval');
      expect(await at().auditTrail(id)).toEqual(['request.submitted', 'request.moveRefused']);
      await (await cardToDecide(slack.as('ben'), 'The annual report')).press('Approve');
      await cardSays(noa, 'The annual report', "You're in");
      await at().until(async () => (await at().store.requests.find(id))?.status === 'approved', patience.within);
    });
  },
);
