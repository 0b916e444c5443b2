import { rmSync } from 'node:fs';
import { afterAll, describe, expect, test } from '@jest/globals';
import type { Acme } from '../../sandbox/company.js';
import type { Faults, HttpAnswer } from '../../sandbox/faults.js';
import type { Call } from '../../sandbox/http.js';
import type { StandIns } from '../../sandbox/standIns.js';
import { approve, ask, cardSays, messageOnce, patience, sharedHouse } from '../support/acts.js';
import { allTold, auditTrail, cardOf, momentsIn, reasonOf } from '../support/crash.js';
import { companyOf, figmaFor, writeCatalog } from '../support/ground.js';
import { hours } from '../support/house.js';

/** A provider that the company has beside its directory: people are found there by their e-mail address. */
export type FlowProvider = {
  /** As the catalog calls it, and as people read it. */
  readonly name: 'entra' | 'google';
  readonly title: string;
  /** Groups of these names, which take writes. */
  company(groups: readonly string[]): Partial<Acme>;
  /** What the bot has to be told. */
  settings(standIns: StandIns): Readonly<Record<string, string>>;
  standIn(standIns: StandIns): FlowStandIn;
  /** Each way in which the vendor says that it is too much, for a few seconds. */
  readonly limits: readonly (readonly [what: string, answer: HttpAnswer])[];
  readonly serverErrors: readonly HttpAnswer[];
};

/** People go by key, groups by name. What is not asked of the bot is done as an administrator at the console. */
export type FlowStandIn = {
  readonly faults: Faults;
  readonly calls: readonly Call[];
  /** The vendor's names of the two calls that change a membership. */
  readonly add: string;
  readonly remove: string;
  has(person: string, group: string): boolean;
  put(person: string, group: string): void;
  takeOut(person: string, group: string): void;
  deleteGroup(group: string): void;
  deletePerson(person: string): void;
  deactivate(person: string): void;
  /** After each later write, that many reads of memberships tell the past; 0 makes an end of it. */
  readsStayStale(times: number): void;
  /** Every token given so far is worth nothing. */
  forgetTokens(): void;
};

const viewers = 'reports-viewers';
const doomed = 'reports-analysts';

const appAt = (provider: string): string => `app: reports
name: Reports
owner: grace@acme.example.com
provider: ${provider}
fallback: Ask in #it-help
roles:
  - role: viewer
    name: Viewer
    risk: standard
    groups: [${viewers}]
    durations: [8h]
  - role: analyst
    name: Analyst
    risk: standard
    groups: [${doomed}]
    durations: [8h]
`;

const people = ['ana', 'bea', 'cleo', 'dora', 'eve', 'fay', 'gwen', 'hana', 'ida', 'june', 'kira', 'lena'];
const limited = (index: number) => `limited${index}`;

/** One suite for every provider that is not the directory, through Slack and back. */
export function describeFlows(provider: FlowProvider): void {
  const catalog = writeCatalog({
    'reports.yaml': appAt(provider.name),
    'policy.yaml': figmaFor('8h')['policy.yaml'] ?? '',
  });
  const company = {
    ...companyOf([...people, ...provider.limits.map((_limit, index) => limited(index))]),
    ...provider.company([viewers, doomed]),
  };
  const environment = (standIns: StandIns) => ({ ...provider.settings(standIns), CATALOG_DIR: catalog });
  const at = sharedHouse({ company, environment });
  afterAll(() => rmSync(catalog, { recursive: true }));
  const stage = stageOf(at, provider);

  describe(`${provider.title} beside the directory`, () => {
    aboutGivingAndTaking(stage);
    aboutTrouble(stage, provider);
    aboutWhatIsGone(stage);
  });
}

type Stage = ReturnType<typeof stageOf>;

function stageOf(at: ReturnType<typeof sharedHouse>, provider: FlowProvider) {
  const there = () => provider.standIn(at());
  const isIn = (key: string, group = viewers) => there().has(key, group);
  const isToldIn = (key: string) => momentsIn(cardOf(at(), key)).includes('in');
  const asks = async (key: string, role = 'Viewer') => {
    expect(await ask(at().slack.as(key), { app: 'reports', role, reason: reasonOf(key) })).toBe('sent');
    await approve(at().slack.as('ben'), reasonOf(key));
  };
  /** Time goes on, as it has to for what is tried again later; and what is in hand is let finish. */
  const inTime = async (holds: () => boolean) => {
    for (let tries = 0; !holds(); tries += 1) {
      if (tries > 60) throw new Error(`Still not so after ten minutes: ${holds}`);
      await at().passTime(10);
      await at()
        .until(holds, 500)
        .catch(() => undefined);
    }
  };
  const isToldOut = (key: string) => cardOf(at(), key)?.thread.some((line) => line.includes('has ended')) ?? false;
  return {
    at,
    title: provider.title,
    there,
    isIn,
    asks,
    inTime,
    /** Asks, is approved and is in. */
    async getsIn(key: string, role?: string) {
      await asks(key, role);
      await inTime(() => isToldIn(key));
    },
    isToldIn: (key: string) => () => isToldIn(key),
    expires: () => at().passTime(hours(8) + 1),
    /** Each thing happened once, in order, and was told once. */
    async expectStory(key: string) {
      await inTime(() => isToldOut(key));
      await allTold(at());
      const passing = ['assignment.warned', 'grant.delayed'];
      const trail = (await auditTrail(at(), key)).filter((type) => !passing.includes(type));
      expect(trail.slice(-7)).toEqual(fromOpenedToEnded);
      const lines = momentsIn(cardOf(at(), key));
      expect(lines.filter((line) => ['decided', 'in', 'ended'].includes(line))).toEqual(['decided', 'in', 'ended']);
    },
  };
}

const fromOpenedToEnded = [
  'grant.opened',
  'grant.activated',
  'assignment.activated',
  'assignment.ending',
  'grant.ending',
  'grant.ended',
  'assignment.ended',
];

function aboutGivingAndTaking({ there, isIn, asks, inTime, getsIn, isToldIn, expires, expectStory }: Stage): void {
  test('who is known there by e-mail gets in after the approval, and is out when time is up', async () => {
    await getsIn('ana');
    expect(isIn('ana')).toBe(true);
    await expires();
    await expectStory('ana');
    expect(isIn('ana')).toBe(false);
  });

  test('who was put in by hand a moment before is in, and out when time is up', async () => {
    const adding = there().faults.hold(there().add, { times: 1 });
    await asks('bea');
    await adding.met();
    there().put('bea', viewers);
    adding.release();
    await inTime(isToldIn('bea'));
    expect(isIn('bea')).toBe(true);
    await expires();
    await expectStory('bea');
    expect(isIn('bea')).toBe(false);
  });

  test('who was taken out by hand already has ended when time is up, and is told so once', async () => {
    await getsIn('cleo');
    there().takeOut('cleo', viewers);
    const before = removals(there());
    await expires();
    await expectStory('cleo');
    expect(removals(there())).toBeGreaterThan(before);
    expect(isIn('cleo')).toBe(false);
  });

  test('lists that tell yesterday after each write: nobody is told too early, and nobody stays', async () => {
    there().readsStayStale(3);
    await getsIn('eve');
    expect(isIn('eve')).toBe(true);
    await expires();
    await expectStory('eve');
    there().readsStayStale(0);
    expect(isIn('eve')).toBe(false);
  });
}

const removals = ({ calls, remove }: FlowStandIn): number =>
  calls.filter(({ operation }) => operation === remove).length;

type Strike = (standIn: FlowStandIn, write: string) => void;

function aboutTrouble(
  { there, isIn, asks, inTime, isToldIn, expires, expectStory }: Stage,
  provider: FlowProvider,
): void {
  const limits = provider.limits.map(
    ([what, answer], index) =>
      [what, limited(index), ({ faults }, write) => void faults.error(write, answer, { times: 2 })] as const satisfies [
        string,
        string,
        Strike,
      ],
  );
  const troubles: readonly (readonly [what: string, who: string, strike: Strike])[] = [
    ...limits,
    ['does it and loses the answer', 'dora', ({ faults }, write) => void faults.loseAnswer(write, { times: 2 })],
    [
      'answers that it is out of order',
      'fay',
      ({ faults }, write) => {
        for (const answer of provider.serverErrors) faults.error(write, answer, { times: 1 });
      },
    ],
    ['does not answer in time', 'gwen', ({ faults }, write) => void faults.slow(write, 6_000, { times: 1 })],
  ];

  test.each(troubles)('%s: %s is in once it can be, and out again once it can be', async (_what, key, strike) => {
    strike(there(), there().add);
    await asks(key);
    await inTime(isToldIn(key));
    expect(isIn(key)).toBe(true);
    there().faults.clear();
    strike(there(), there().remove);
    await expires();
    await inTime(() => !isIn(key));
    await expectStory(key);
    there().faults.clear();
  });

  test('a token that ends while a change is on its way is renewed, and the change is made', async () => {
    const adding = there().faults.hold(there().add, { times: 1 });
    await asks('hana');
    await adding.met();
    there().forgetTokens();
    adding.release();
    await inTime(isToldIn('hana'));
    const removing = there().faults.hold(there().remove, { times: 1 });
    await expires();
    await removing.met();
    there().forgetTokens();
    removing.release();
    await expectStory('hana');
    expect(isIn('hana')).toBe(false);
  });
}

function aboutWhatIsGone({ at, there, isIn, asks, inTime, getsIn, expires, expectStory, title }: Stage): void {
  test('a person who was deleted there has no access any more, and the end is told as ever', async () => {
    await getsIn('june');
    there().deletePerson('june');
    await expires();
    await expectStory('june');
  });

  test('a person who was switched off there is taken out all the same', async () => {
    await getsIn('lena');
    there().deactivate('lena');
    await expires();
    await expectStory('lena');
    expect(isIn('lena')).toBe(false);
  });

  test('what was given back while it was being set up, and arrives only after the end, does not stay', async () => {
    const { slack } = at();
    const adding = there().faults.hold(there().add, { times: 1 });
    await asks('kira');
    await adding.met();
    const card = await messageOnce(slack.as('kira'), reasonOf('kira'), ({ buttons }) => buttons.includes('Give back'));
    await card.press('Give back');
    await cardSays(slack.as('kira'), reasonOf('kira'), 'Your access is being taken away');
    // Our side gave up waiting for the answer; the request itself is still on its way.
    await inTime(() => cardOf(at(), 'kira')?.thread.some((line) => line.includes('has ended')) ?? false);
    expect(isIn('kira')).toBe(false);
    adding.release();
    await at().until(() => isIn('kira'), patience.within);
    await inTime(() => !isIn('kira'));
    expect(await auditTrail(at(), 'kira')).not.toContain('assignment.activated');
  });

  test('a group that was deleted gives nothing any more: who had it has ended, who asks is told', async () => {
    await getsIn('ida', 'Analyst');
    there().deleteGroup(doomed);
    await expires();
    await expectStory('ida');
    const again = await ask(at().slack.as('ida'), { app: 'reports', role: 'Analyst', reason: 'Once more' });
    expect(again).toContain(`${title} has no group ${doomed}. Ask in #it-help`);
  });
}
