import { isAhead, isTime } from '../domain/clock.js';
import type { JiraActs } from '../jira/acting.js';
import type { Ring } from '../jira/webhook.js';
import type { Rung, Store } from '../store/store.js';
import { type Log, once, retryMomentOf, type Step, sentenceOf } from './contracts.js';
import type { JobQueue } from './queues.js';
import { inParallel, waitAfter } from './relay.js';

/**
 * Jira's doorbell. A ring is noted and answered at once; what it was about is looked at afterwards. Jira may ring late,
 * twice or not at all, so now and then what changed there is looked for as well.
 */
export type Doorbell = {
  /** Somebody rang. Rejects when it could not be noted: then Jira rings again. */
  ring(ring: Ring): Promise<void>;
  /** Looks at what rang, if it still waits to be looked at. @param what an issue's id, or `<issue>/<comment>` */
  serve(what: string): Promise<void>;
  /** Looks at all that wait, and at what changed without a ring. */
  pass(): Promise<void>;
  stop(): Promise<void>;
};

/** What is done when it has rung. */
export type Looking = {
  /** Looks at an issue, by its id, and does what follows from it. */
  issue(id: string): Promise<void>;
  /** Reads a comment that was written on an issue. */
  comment(issue: string, id: string): Promise<void>;
  /** The issues that changed in the last minutes, as far as Jira's search knows; absent where nobody acts there. */
  readonly changedWithin?: JiraActs['changedWithin'];
  /** For each process, again while it says `more`, before anything is looked at: until it is done, all that rang waits. */
  begin?(): Promise<'more' | 'done'>;
  /** Once for each process. Nothing waits for it. */
  offer?(): Promise<void>;
};

type Needs = {
  readonly store: Store;
  readonly queue: Pick<JobQueue, 'add'>;
  readonly look: Looking;
  readonly step?: Step;
  readonly now: () => Date;
  readonly log: Log;
};

export function createDoorbell(needs: Needs): Doorbell {
  const { store, queue, now } = needs;
  const hands = new Set<Promise<void>>();
  const hours: Hours = { isOpen: needs.look.begin === undefined, isClosing: false };
  const offer = onceDone(needs);
  const serve = (issue: string): Promise<void> => {
    const work = serveOne(needs, issue, hours).finally(() => hands.delete(work));
    hands.add(work);
    return work;
  };
  return {
    async ring({ issue, comment }) {
      const what = comment === undefined ? issue : `${issue}/${comment}`;
      await store.rings.ring([what], now());
      queue.add({ kind: 'issue', id: what });
    },
    serve,
    async pass() {
      await open(needs, hours);
      if (!hours.isOpen) return;
      await offer();
      await lookForChanges(needs);
      const due = await store.rings.due(now(), 500);
      await inParallel(due, 4, ({ issue }) => serve(issue));
    },
    async stop() {
      hours.isClosing = true;
      await Promise.allSettled(hands);
    },
  };
}

/** Nothing is looked at before it is open, and nothing begun while it closes. */
type Hours = { isOpen: boolean; isClosing: boolean };

/** What fails is tried again with the next pass. */
async function open({ look, log }: Needs, hours: Hours): Promise<void> {
  try {
    while (!hours.isOpen && !hours.isClosing) hours.isOpen = (await look.begin?.()) !== 'more';
  } catch (error) {
    log.warn({ err: error }, 'what was done in Jira before is not noted yet; nothing there is looked at until it is');
  }
}

/** Until it is done: what fails is tried again with some of the next passes. */
function onceDone({ look, now, log }: Needs): () => Promise<void> {
  let isDone = false;
  let notBefore = 0;
  return async () => {
    if (isDone || !look.offer || now().getTime() < notBefore) return;
    notBefore = now().getTime() + every;
    try {
      await look.offer();
      isDone = true;
    } catch (error) {
      log.warn({ err: error }, "the portal's choices could not be compared with the catalog; it is tried again");
    }
  };
}

/** Whoever finds it busy goes away; so whoever looked at it sees whether it rang meanwhile. */
async function serveOne(needs: Needs, issue: string, hours: Readonly<Hours>): Promise<void> {
  const { store, now } = needs;
  for (;;) {
    if (!hours.isOpen || hours.isClosing) return;
    const rung = await store.rings.find(issue);
    if (!rung || new Date(rung.dueAt) > now()) return;
    const served = await store.leases.hold(`issue:${issue}`, () => lookAt(needs, issue));
    if (served === 'busy') return;
  }
}

async function lookAt({ store, look, step = once, queue, now, log }: Needs, issue: string): Promise<void> {
  // Read anew: somebody may have looked at it just before.
  const rung = await store.rings.find(issue);
  if (!rung || new Date(rung.dueAt) > now()) return;
  try {
    await step(() => lookAtWhat(look, issue));
    await store.rings.done(rung);
  } catch (error) {
    const dueAt = laterThan(now(), rung, error);
    log.warn({ err: error, issue, dueAt }, 'an issue in Jira could not be looked at; it will be tried again');
    await store.rings.postpone(rung, dueAt, sentenceOf(error));
    queue.add({ kind: 'issue', id: issue }, dueAt.getTime() - now().getTime() + 5);
  }
}

function lookAtWhat(look: Looking, what: string): Promise<void> {
  const [issue = '', comment] = what.split('/');
  return comment === undefined ? look.issue(issue) : look.comment(issue, comment);
}

/** So often the moment that was named counts as it is: what is too early for ever is not to be asked every second. */
const trustedTries = 5;

function laterThan(now: Date, { attempts }: Rung, error: unknown): Date {
  const named = retryMomentOf(error);
  const usual = new Date(now.getTime() + waitAfter(attempts + 1) * 1000);
  return named && (attempts < trustedTries || named > usual) ? named : usual;
}

const position = 'jira:changes';
const minute = 60_000;
/** From one look for what changed without a ring to the next. */
const every = 5 * minute;
/** Jira's search trails behind by minutes. */
const overlap = 15;

/** A clock that was ahead says nothing of when it was: then a whole day is looked at. */
const lookedAt = (last: string, now: Date): number =>
  isAhead(last, now) ? now.getTime() - 24 * 60 * minute : Date.parse(last);

async function lookForChanges({ store, look: { changedWithin }, now, log }: Needs): Promise<void> {
  if (!changedWithin) return;
  const last = await store.positions.find(position);
  const started = now();
  if (!isTime(last, every / 1000, started)) return;
  const since = last === undefined ? 0 : (started.getTime() - lookedAt(last, started)) / minute;
  try {
    const changed = await changedWithin(since + overlap);
    if (changed.length > 0) await store.rings.ring(changed, now());
    await store.positions.keep(position, started.toISOString(), started);
  } catch (error) {
    log.warn({ err: error }, 'what changed in Jira could not be looked for; the next sweep tries again');
  }
}
