import { isTime } from '../domain/clock.js';
import type { Request } from '../domain/request.js';
import { JiraDown, JiraRefused } from '../jira/errors.js';
import { type Log, NotYet, once, type Step } from './contracts.js';
import type { MirrorNeeds } from './mirrorIssue.js';
import { learnt, type Unlearnt } from './mirrorLearnt.js';
import { compareMatters, remakeMatter } from './mirrorMatters.js';
import { added, compare, type Found, issueOf, nothingFound, remake } from './mirrorRepair.js';
import type { PortalChoices } from './portalChoices.js';

export type MirrorReconcile = {
  /** Compares Jira with the record, when it is time again. */
  run(): Promise<void>;
};

type Given = Unlearnt & {
  /** Seconds between two comparisons; 0 for never. */
  readonly every: number;
  /** Absent where nobody can ask in a portal. */
  readonly keepChoices?: PortalChoices;
  readonly log: Pick<Log, 'info' | 'warn'>;
  readonly counted: (found: Found & { readonly compared: number }) => void;
  readonly step?: Step;
};
type Needs = Given & MirrorNeeds;

/** Issues in one go: the next one goes on where this one ended. */
const mostAtOnce = 500;
const page = 50;
/** An account that sees one issue less has perhaps lost a permission: a whole project is not made once more. */
const mostRemade = 5;
/** Seconds after which one that Jira cut short goes on. */
const again = 300;
const place = 'jira reconcile';
const matterPlace = 'jira reconcile matters';
const time = 'jira reconciled';
const mostMatters = 100;

/**
 * Jira's copy may lose something: an issue is deleted, a comment is edited, a card is moved, or Jira refused what it
 * would take today. What it should say is known from the record; where it says something else, it is told again.
 */
export function createMirrorReconcile(given: Given): MirrorReconcile {
  const needs = { ...given, ...learnt(given) };
  const { store, house, every, step = once } = needs;
  const isDue = async () => isTime(await store.positions.find(time), every, house.now());
  return {
    async run() {
      if (!(await isDue())) return;
      await store.leases.hold('jira reconcile', async () => {
        if (!(await isDue())) return;
        let ending: Ending = 'whole';
        await step(async () => {
          ending = await compareAll(needs);
        });
        const early = (ending as Ending) === 'cut short' ? Math.max(0, every - again) * 1000 : 0;
        await store.positions.keep(time, new Date(house.now().getTime() - early).toISOString(), house.now());
      });
    },
  };
}

type Ending = 'whole' | 'cut short';

async function compareAll(needs: Needs): Promise<Ending> {
  const { store, house, log, counted } = needs;
  const tally: Tally = { compared: 0, waiting: 0, found: nothingFound, gone: [] };
  let after = (await store.positions.find(place)) ?? '';
  let until = 'the limit of one comparison';
  let ending: Ending = 'whole';
  try {
    while (tally.compared + tally.waiting < mostAtOnce) {
      const requests = await store.requests.after(after, page);
      for (const request of requests) {
        await inItsLane(needs, request, tally);
        after = request.id;
        await store.positions.keep(place, after, house.now());
      }
      if (requests.length < page) {
        await store.positions.forget(place);
        until = 'the last request';
        break;
      }
    }
    await compareOthers(needs, tally);
    await remakeGone(needs, tally);
    const choices = (await needs.keepChoices?.()) ?? 0;
    tally.found = added(tally.found, { ...nothingFound, choices });
  } catch (error) {
    if (!(error instanceof JiraDown) && !(error instanceof NotYet)) throw error;
    until = error.message;
    ending = 'cut short';
  }
  const facts = { compared: tally.compared, waiting: tally.waiting, ...tally.found, until };
  log.info(facts, 'Jira was compared with the record');
  counted({ compared: tally.compared, ...tally.found });
  return ending;
}

/** Findings and tasks. */
async function compareOthers(needs: Needs, tally: Tally): Promise<void> {
  const { store, house } = needs;
  const after = (await store.positions.find(matterPlace)) ?? '';
  const lanes = await store.links.matters(after, mostMatters);
  for (const lane of lanes) {
    await store.leases.hold(`jira:${lane}`, async () => {
      if ((await store.outbox.undone({ consumer: 'jira', lane })).length > 0) return;
      await compareLane(needs, lane, tally);
    });
    await store.positions.keep(matterPlace, lane, house.now());
  }
  if (lanes.length < mostMatters) await store.positions.forget(matterPlace);
}

async function compareLane(needs: Needs, lane: string, tally: Tally): Promise<void> {
  try {
    const { issues, found, gone } = await compareMatters(needs, lane);
    tally.found = added(tally.found, found);
    tally.compared += issues;
    for (const kept of gone) noteGone(tally, { lane, remake: () => remakeMatter(needs, kept) });
  } catch (error) {
    tally.found = added(tally.found, refusal(needs, lane, error));
  }
}

/** An issue that Jira no longer shows, by whose it is. */
type Gone = { readonly lane: string; remake(): Promise<Found> };
type Tally = { compared: number; waiting: number; found: Found; gone: Gone[] };

function noteGone({ gone }: Tally, one: Gone): void {
  if (gone.length < page) gone.push(one);
}

/** While something is still to be told, or is being told, nothing is missing yet. */
async function inItsLane(needs: Needs, request: Request, tally: Tally): Promise<void> {
  const { store } = needs;
  const lane = { consumer: 'jira', lane: request.id } as const;
  const held = await store.leases.hold(`jira:${request.id}`, async () => {
    if ((await store.outbox.undone(lane)).length > 0) return 'busy';
    await look(needs, request, tally);
    return 'compared';
  });
  if (held === 'busy') tally.waiting += 1;
}

async function look(needs: Needs, request: Request, tally: Tally): Promise<void> {
  const { store } = needs;
  // Of what was never to be told to Jira, since it was not set up then, nothing is missing.
  const told = await store.trail.heard({ consumer: 'jira', lane: request.id });
  if (told.every(({ event }) => event.type === 'erasure.done')) return;
  const issue = await issueOf(needs, request);
  if (issue === 'gone') return noteGone(tally, { lane: request.id, remake: () => remake(needs, request) });
  const repair = () => (issue === 'missing' ? remake(needs, request) : compare(needs, request, issue));
  tally.found = added(tally.found, await mend(needs, request.id, repair));
  tally.compared += 1;
}

async function mend(needs: Needs, lane: string, repair: () => Promise<Found>): Promise<Found> {
  try {
    return await repair();
  } catch (error) {
    return refusal(needs, lane, error);
  }
}

function refusal({ log }: Needs, request: string, error: unknown): Found {
  if (!(error instanceof JiraRefused)) throw error;
  log.warn({ request, problem: error.message }, 'Jira refused what the record would have it say');
  return { ...nothingFound, refused: 1 };
}

/** Only where others are still to be seen; the rest at the next comparison, which begins again. */
async function remakeGone(needs: Needs, tally: Tally): Promise<void> {
  if (tally.gone.length === 0) return;
  const requests = tally.gone.map(({ lane }) => lane);
  if (tally.compared === 0) {
    needs.log.warn({ requests }, 'Jira shows none of the issues: has the account lost the permission to browse?');
    return;
  }
  for (const { lane, remake } of tally.gone.slice(0, mostRemade)) {
    await needs.store.leases.hold(`jira:${lane}`, async () => {
      tally.found = added(tally.found, await mend(needs, lane, remake));
      tally.compared += 1;
    });
  }
  needs.log.warn({ requests }, 'issues were no longer to be seen in Jira; some were made again');
}
