import { beforeEach, describe, expect, test } from '@jest/globals';
import { access } from '../../src/commands/access.js';
import { addressIn, mentionedIn, readPress, readSubmission } from '../../src/commands/edge.js';
import { whoHas } from '../../src/commands/who.js';
import { createDesk, type Desk, hold } from '../support/desk.js';
import { slackSaysToMessage, wordsOf } from '../support/forms.js';

let desk: Desk;
let count = 0;
beforeEach(() => {
  desk = createDesk();
});

/** What somebody reads after typing `/access` and these words. */
async function type(slackId: string, words: string, triggerId = `t${++count}`): Promise<string> {
  const answers: string[] = [];
  await access(desk, { slackId, triggerId, words }, async (message) => {
    expect(message.response_type).toBe('ephemeral');
    expect(slackSaysToMessage(message.blocks)).toBe('ok');
    answers.push(wordsOf(message.blocks));
  });
  return answers.join('\n');
}

const [ana, ben, dana, it] = ['U0ANA', 'U0BEN', 'U0DANA', 'U0IT'] as const;

describe('/access and a word', () => {
  test('help lists the other commands, also in capitals', async () => {
    expect(await type(ana, 'HELP')).toContain('/access resume');
  });

  test('an app, or any other word, opens the form', async () => {
    expect(await type(ana, 'figma')).toBe('');
    expect(desk.views.size).toBe(1);
  });

  test('delivered twice is answered once', async () => {
    expect([await type(ana, 'help', 'same'), await type(ana, 'help', 'same')]).toEqual([expect.any(String), '']);
  });

  test('mine says what I have and have asked for', async () => {
    hold(desk);
    expect(await type(ana, 'mine')).toMatch(/\*Editor\* in \*Figma\*\nUntil .*\nExtend/);
  });

  test('a fault is an answer too', async () => {
    desk.weather.isDown = true;
    expect(await type(it, 'who figma')).toBe('The directory cannot be reached right now. Try again in a minute.');
  });
});

describe('/access who', () => {
  beforeEach(() => {
    hold(desk);
    hold(desk, { id: 'a2', app: 'aws', role: 'read' });
  });

  test('shows an app to an admin and to its owner, and to nobody else', async () => {
    expect(await type(it, 'who figma')).toContain('<@U0ANA>: *Editor* in *Figma*');
    expect(await type(dana, 'who Figma')).toContain('Revoke');
    expect(await type(dana, 'who aws')).toContain('Only admins and the owner of AWS can see');
    expect(await type(ben, 'who figma')).toContain('Only admins');
  });

  test.each([
    '<@U0ANA|ana>',
    '<@U0ANA>',
    'ana@acme.example.com',
    '<mailto:ana@acme.example.com|ana@acme.example.com>',
    '@ana',
  ])('knows a person by %s', async (words) => {
    const said = await type(it, `who ${words}`);
    expect(said).toContain('Figma');
    expect(said).toContain('AWS');
  });

  test('shows an owner what a person has in their own apps only', async () => {
    const said = await type(dana, 'who <@U0ANA|ana>');
    expect(said).toContain('Figma');
    expect(said).not.toContain('AWS');
    expect(await type(ben, 'who <@U0ANA|ana>')).toContain('/access mine');
  });

  test('says what it does not know', async () => {
    expect(await type(it, 'who')).toContain('/access who @person');
    expect(await type(it, 'who word')).toContain('There is no app “word”');
    expect(await type(it, 'who @nobody')).toContain('Latchkey has never given this person access.');
  });

  test('turns its pages', async () => {
    for (let index = 0; index < 12; index++) hold(desk, { id: `b${index}` });
    const first = await whoHas(desk, it, { question: 'figma', page: 0 });
    const second = await whoHas(desk, it, { question: 'figma', page: 1 });
    expect(wordsOf(first.blocks)).toContain('1 to 10 of 13 are shown.');
    expect(wordsOf(second.blocks)).toContain('11 to 13 of 13 are shown.');
  });
});

describe('pausing', () => {
  test('is for admins, is recorded once, and says so', async () => {
    expect(await type(ana, 'pause')).toBe('Only admins can pause grants.');
    expect(await type(it, 'resume')).toBe('New grants are not paused.');
    expect(await type(it, 'pause')).toContain('New grants are paused.');
    expect(await type(it, 'pause')).toContain('already paused');
    expect(await type(it, 'resume')).toContain('New grants go on.');
    expect(desk.houseEvents.map(({ event }) => event.type)).toEqual(['grants.paused', 'grants.resumed']);
  });
});

describe('confirming an account', () => {
  test("is for admins, for a person that was picked, and not for one's own", async () => {
    expect(await type(ana, 'confirm <@U0BEN>')).toContain('Only admins');
    expect(await type(it, 'confirm ana')).toContain('picked from the list');
    expect(await type(it, 'confirm <@U0IT|it>')).toContain('Another admin');
    expect(await type(it, 'confirm <@U0ANA|ana>')).toContain('Confirmed: this Slack account is now Ana Silva');
  });
});

describe('what Slack sends', () => {
  test('is read with care', () => {
    expect(mentionedIn(' <@U123|ana> ')).toBe('U123');
    expect(mentionedIn('<@u1>')).toBeUndefined();
    expect(addressIn('Ana@Acme.example.com')).toBe('ana@acme.example.com');
    expect(addressIn('@ana')).toBeUndefined();
    for (const odd of [
      undefined,
      {},
      { user: { id: '<!channel>' }, trigger_id: 't', actions: [{}] },
      { actions: [] },
    ]) {
      expect(readPress(odd)).toBeUndefined();
      expect(readSubmission(odd)).toBeUndefined();
    }
    expect(readPress({ user: { id: 'U1' }, trigger_id: 't', actions: [{}] })).toEqual({
      slackId: 'U1',
      triggerId: 't',
      value: '',
      at: '',
    });
  });
});
