import { expect, test } from '@jest/globals';
import { acme } from '../../sandbox/company.js';
import { type Desk, pressButton } from '../../sandbox/page/tour/doing.js';
import { factsOf } from '../../sandbox/page/tour/facts.js';
import { stories } from '../../sandbox/page/tour/stories.js';
import type { Act } from '../../sandbox/web/contract.js';
import { behindWith, message, requestForm, screenOf } from './fixtures.js';

const [ask] = stories;
const steps = ask?.steps ?? [];
const reached = (facts: ReturnType<typeof factsOf>) => steps.map((step) => step.isDone(facts));

test('each story is played by people of the company, one short sentence at a time', () => {
  const keys = acme.people.map(({ key }) => key);
  expect(stories).toHaveLength(5);
  for (const { who, says } of stories.flatMap((story) => story.steps)) {
    expect(who === undefined || keys.includes(who)).toBe(true);
    expect(says.length).toBeLessThan(120);
  }
});

test('a step is done when the screen says so, and not on somebody else’s screen', () => {
  const behind = behindWith();
  expect(reached(factsOf('ana', screenOf('ana'), behind, []))).toEqual([false, false, false, false, false]);
  const open = screenOf('ana', { modals: [requestForm()] });
  expect(reached(factsOf('ana', open, behind, [])).slice(0, 2)).toEqual([true, false]);
  expect(reached(factsOf('ben', { ...screenOf('ben'), modals: open.modals }, behind, []))[0]).toBe(false);
  const looking = screenOf('ana', { modals: [requestForm('Editor')] });
  expect(reached(factsOf('ana', looking, behind, [])).slice(0, 3)).toEqual([true, false, false]);
  const chosen = screenOf('ana', { modals: [requestForm('Editor', '8 hours')] });
  expect(reached(factsOf('ana', chosen, behind, [])).slice(0, 3)).toEqual([true, true, false]);
});

test('the story’s request is the first that was not there when it began', () => {
  const requests = ['third', 'second', 'first'].map((id) => ({ id, title: '', status: 'pending', at: '' }));
  const behind = behindWith({ requests, trail: { request: 'third', events: [] } });
  expect(factsOf('ana', screenOf('ana'), behind, ['first']).request).toBe('second');
  expect(factsOf('ana', screenOf('ana'), behind, ['first', 'second', 'third']).request).toBeUndefined();
});

test('the newest button is pressed', async () => {
  const acts: Act[] = [];
  const card = (block: string) => [
    { type: 'actions', block_id: block, elements: [{ action_id: 'yes', text: { text: 'Approve' } }] },
  ];
  const screen = screenOf('ben', {
    messages: { D1: [message('1', { blocks: card('old') }), message('2', { blocks: card('new') }), message('3')] },
  });
  const desk: Desk = {
    see: async (_, look) => look(screen) ?? Promise.reject(new Error('not there')),
    act: async (act) => {
      acts.push(act);
      return { is: 'done' };
    },
    flip: async () => {},
  };
  await pressButton(desk, 'ben', 'Approve');
  expect(acts).toEqual([{ as: 'ben', kind: 'press', at: { channel: 'D1', ts: '2' }, blockId: 'new', actionId: 'yes' }]);
  await expect(pressButton(desk, 'ben', 'Deny')).rejects.toThrow('not there');
});
