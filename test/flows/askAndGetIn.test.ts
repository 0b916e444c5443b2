import { afterEach, expect, test } from '@jest/globals';
import { type House, hours, openHouse } from '../support/house.js';

let house: House;
afterEach(() => house.close());

test.each([1, 2])(
  'Ana asks, Ben approves, she is in for eight hours and out again (every step run %i×)',
  async (stepsRun) => {
    house = await openHouse({ stepsRun });
    const { slack, okta, jira } = house;
    const [ana, ben] = [slack.as('ana'), slack.as('ben')];

    await ana.command('/access figma');
    const form = await ana.modal('Request access');
    await form.choose('Role', 'Editor');
    await form.choose('Duration', '8 hours');
    await form.fill('Reason', 'Icons for the pricing page');
    // A form that takes longer than Slack waits says that it is checking, and then that it was sent.
    expect(['closed', 'updated']).toContain((await form.submit()).kind);

    const card = await ben.until(() => ben.dms().find((one) => one.buttons.includes('Approve')));
    expect(card.text).toContain('standard');
    await card.press('Approve');
    await ana.until(() => ana.dms()[0]?.text.includes("You're in"));
    expect(okta.members('figma-editors')).toEqual(['ana']);
    await ben.until(() => ben.dms()[0]?.buttons.length === 0);

    await house.passTime(hours(8) + 5);
    await ana.until(() => ana.dms()[0]?.thread.some((line) => line.includes('has ended')));
    expect(okta.members('figma-editors')).toEqual([]);
    await house.until(() => jira.issues()[0]?.statusCategory === 'done');
    expect(await house.auditTrail(await house.newestRequest())).toEqual([
      'request.submitted',
      'request.approvalRecorded',
      'request.approved',
      'assignment.opened',
      'grant.opened',
      'grant.activated',
      'assignment.activated',
      'assignment.ending',
      'grant.ending',
      'grant.ended',
      'assignment.ended',
    ]);
    expect(ana.dms()).toHaveLength(1);
    expect(ben.dms()).toHaveLength(1);
    expect(jira.issues()).toHaveLength(1);
    expect(new Set(jira.issues()[0]?.comments).size).toBe(jira.issues()[0]?.comments.length);
  },
);
