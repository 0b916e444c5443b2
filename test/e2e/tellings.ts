import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Hand } from './hand.js';
import { openStage, type Size, type Stage } from './stage.js';

/** The five stories, each by people in browsers of their own. */
export function tellStories(size: Size): void {
  let stage: Stage;
  const hands: Hand[] = [];
  beforeAll(async () => {
    stage = await openStage();
  });
  afterAll(() => stage?.close());
  beforeEach(() => {
    hands.length = 0;
  });
  afterEach(async () => {
    const complaints = hands.flatMap((hand) => hand.complaints);
    await stage.clear();
    expect(complaints).toEqual([]);
  });
  const seats = async (...keys: string[]): Promise<Hand[]> => {
    const seated = await Promise.all(keys.map((key) => stage.seat(key, { size })));
    hands.push(...seated);
    return seated;
  };

  test('ask and get in', async () => {
    const [ana, ben, iris] = (await seats('ana', 'ben', 'it')) as [Hand, Hand, Hand];
    await asks(ana, { app: 'figma', role: 'Editor', reason: 'Icons for the pricing page' });
    await ben.reads('asks for');
    await ben.reads('Icons for the pricing page');
    await ben.presses('Approve');
    await ana.reads(/You're in: active until/);
    await iris.looksBehind();
    await iris.member('figma-editors', 'Ana Silva').waitFor();
    await iris.issue('Ana Silva: Figma Editor').waitFor();
    await iris.behind.getByText(/the chain is whole/).waitFor();
    expect(await iris.behind.getByText('Fits the chain').count()).toBeGreaterThanOrEqual(6);
  });

  test('privileged, in two stages', async () => {
    const [omar, sam, priya] = (await seats('omar', 'sam', 'priya')) as [Hand, Hand, Hand];
    await asks(omar, { app: 'aws', role: 'Production admin', reason: 'Replace the certificate' });
    await sam.reads('Stage 1 of 2');
    // The card is drawn anew when it has its issue: a question that was opened before would be about the old one.
    await sam.reads('ACC-1');
    await sam.presses('Approve');
    await sam.confirms('Privileged access', 'Approve');
    await priya.reads('Stage 2 of 2');
    await priya.reads('ACC-1');
    expect(stage.box.standIns.okta.members('aws-production-admin')).toEqual([]);
    await priya.presses('Approve');
    await priya.confirms('Privileged access', 'Approve');
    await omar.reads(/You're in: active until/);
    expect(stage.box.standIns.okta.members('aws-production-admin')).toEqual(['omar']);
    expect(stage.box.standIns.okta.members('vpn-users')).toEqual(['omar']);
  });

  test('deny', async () => {
    const [ana, priya, sam] = (await seats('ana', 'priya', 'sam')) as [Hand, Hand, Hand];
    await asks(ana, { app: 'github', role: 'Organization admin', reason: 'I want to rename a repository' });
    await priya.presses('Deny');
    await priya.fills('Deny request', 'Reason', 'Engineer is enough for that');
    await priya.submits('Deny request', 'Deny');
    await ana.reads('Denied by Priya Nair');
    await ana.reads('Engineer is enough for that');
    await sam.looksBehind();
    await sam.behind.getByText('request.denied', { exact: true }).waitFor();
    await sam.issue('Declined').waitFor();
  });

  test('decided in Jira', async () => {
    const [ana, omar, ben] = (await seats('ana', 'omar', 'ben')) as [Hand, Hand, Hand];
    await asks(ana, { app: 'figma', role: 'Editor', reason: 'Icons for the press page' });
    await omar.opensIssue('ACC-1');
    await omar.behind.getByRole('button', { name: 'Move ACC-1 to Approved' }).click();
    await omar.behind.getByText('To Omar Haddad:').last().waitFor();
    await omar.issue('Waiting for approval').waitFor();

    await ben.opensIssue('ACC-1');
    await ben.behind.getByRole('textbox', { name: 'Comment on ACC-1' }).fill('Only the small ones, please');
    await ben.page.keyboard.press('Enter');
    await ben.behind.getByText('Latchkey carries it into the Slack thread').waitFor();
    await ben.behind.getByRole('button', { name: 'Move ACC-1 to Approved' }).focus();
    await ben.page.keyboard.press('Enter');
    await ben.issue('Active').waitFor();
    // Whoever goes by keys is not thrown back to the beginning of the page.
    expect(await ben.page.evaluate('document.activeElement.textContent')).toContain('In Jira, as Ben Okafor');
    await ana.reads(/You're in: active until/);
    await ana.presses(/\d replies/);
    await ana.reads('Only the small ones, please');
  });

  test('expiry and extension', async () => {
    const [dana, ben, iris] = (await seats('dana', 'ben', 'it')) as [Hand, Hand, Hand];
    await asks(dana, { app: 'figma', role: 'Editor', duration: '20 seconds', reason: 'Try the new export' });
    await ben.presses('Approve');
    await dana.presses('Extend');
    await dana.chooses('Extend access', 'Duration', '20 seconds');
    await dana.submits('Extend access', 'Extend');
    await iris.looksBehind();
    await iris.behind.getByText('assignment.extended', { exact: true }).waitFor();
    await dana.reads('Ended', 60_000);
    expect(stage.box.standIns.okta.members('figma-editors')).toEqual([]);
    await iris.behind.getByText('assignment.ended', { exact: true }).waitFor();
  });

  test('Okta goes down at the worst moment and nothing is lost', async () => {
    const [omar, priya, iris] = (await seats('omar', 'priya', 'it')) as [Hand, Hand, Hand];
    await asks(omar, { app: 'figma', role: 'Editor', duration: '20 seconds', reason: 'Fix a broken link' });
    await priya.presses('Approve');
    await omar.reads(/You're in: active until/);
    await iris.turns('Okta: down');
    await omar.reads('Your access is being taken away', 40_000);
    expect(stage.box.standIns.okta.members('figma-editors')).toEqual(['omar']);
    await iris.behind.getByText('on purpose:').first().waitFor();
    await iris.turns('Okta: fine');
    await omar.reads('Ended', 40_000);
    expect(stage.box.standIns.okta.members('figma-editors')).toEqual([]);
    await iris.behind.getByText(/the chain is whole/).waitFor();
  });
}

type Wish = { readonly app: string; readonly role: string; readonly duration?: string; readonly reason: string };

export async function asks(who: Hand, { app, role, duration, reason }: Wish): Promise<void> {
  await who.opens('Request access', `/access ${app}`);
  await who.choosesRole('Request access', role);
  if (duration) await who.chooses('Request access', 'Duration', duration);
  await who.fills('Request access', 'Reason', reason);
  await who.submits('Request access');
  await who.reads(/Waiting for/);
}
