import { describe, expect, test } from '@jest/globals';
import { asking } from '../../src/jira/client.js';
import { createPortal } from '../../src/jira/portal.js';
import type { Leases } from '../../src/store/store.js';
import { createPortalChoices } from '../../src/workflows/portalChoices.js';
import { asks, compare, deliver, jira, log, small, stageMirror, warnings } from '../support/mirrorStage.js';

/** The choices of the portal's form, as a comparison of Jira with the record finds them. */
stageMirror({}, { requestType: '26' });

const fields = { app: 'App', role: 'Role', duration: 'For how long', reason: 'What for' };
const free: Leases = { hold: (_name, work) => work({ assertHeld: () => undefined }) };
const taken: Leases = { hold: async () => 'busy' };

/** As a process that has just begun has it. */
function choicesOf(leases: Leases = free) {
  const { url: baseUrl, email, apiToken, projectKey: project } = jira;
  const portal = createPortal(asking({ baseUrl, email, apiToken, project }, { now: small.house.now, log }));
  const { catalog } = small.house;
  return createPortalChoices({
    portal,
    store: { leases },
    catalog,
    mapped: { requestType: '25', fields },
    desk: '7',
    log,
  });
}

const offered = (field: string) =>
  jira.field(field).options.flatMap(({ value, disabled }) => (disabled ? [] : [value]));
const changes = () => jira.calls.filter(({ operation }) => /CustomFieldOption$/.test(operation)).length;

describe('the choices of the portal', () => {
  test('that somebody edited in Jira are right again after a comparison, which counts them, also when there are none', async () => {
    jira.allow('ADMINISTER');
    const keepChoices = choicesOf();
    await compare({ keepChoices });
    expect([offered('App'), offered('Role')]).toEqual([['Figma'], ['Editor']]);
    const app = jira.field('App');
    app.options = app.options.map((option) => ({ ...option, disabled: option.value === 'Figma' }));
    expect(offered('App').length).toBeGreaterThan(1);
    expect(await compare({ keepChoices })).toMatchObject({ choices: app.options.length, refused: 0 });
    expect(offered('App')).toEqual(['Figma']);
    const before = changes();
    expect(await compare({ keepChoices })).toMatchObject({ choices: 0 });
    expect(changes()).toBe(before);
  });

  test('are left alone where there is no portal', async () => {
    asks('7f3c');
    await deliver();
    const before = jira.calls.length;
    expect(await compare()).toMatchObject({ choices: 0, compared: 1 });
    expect(jira.calls.slice(before).filter(({ path }) => /\/field\/|\/requesttype/.test(path))).toEqual([]);
  });

  test('stay as they are without an administrator’s right, and that is said once, not every hour', async () => {
    const keepChoices = choicesOf();
    for (let hours = 0; hours < 3; hours += 1)
      expect(await compare({ keepChoices })).toMatchObject({ choices: 0, refused: 0 });
    expect(warnings.filter((one) => one.includes('takes a Jira administrator'))).toHaveLength(1);
  });

  test('are not compared by two at a time, who would each add what is missing', async () => {
    jira.allow('ADMINISTER');
    expect(await compare({ keepChoices: choicesOf(taken) })).toMatchObject({ choices: 0 });
    expect(changes()).toBe(0);
  });

  test('cut the comparison short where Jira does not answer, and its counts are heard of all the same', async () => {
    jira.allow('ADMINISTER');
    asks('7f3c');
    await deliver();
    jira.faults.error('getContextsForField', { status: 503 }, { times: 1 });
    expect(await compare({ keepChoices: choicesOf() })).toMatchObject({ compared: 1, choices: 0 });
    expect(offered('App')).not.toEqual(['Figma']);
    expect(await compare({ keepChoices: choicesOf() })).toMatchObject({ compared: 1, choices: expect.any(Number) });
    expect(offered('App')).toEqual(['Figma']);
  });
});
