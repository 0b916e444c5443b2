import type { Move } from '../domain/move.js';
import type { Person } from '../domain/person.js';
import type { Analysis } from '../domain/policy.js';
import { isRefusal, type Refusal, refuse } from '../domain/refusal.js';
import type { Request } from '../domain/request.js';
import type { Store, Text } from '../store/store.js';
import type { Directory, Door, House } from './contracts.js';

/** One way to say yes or no, wherever a person said it: what policy allows is read afresh, at this moment. */

export type Deciding = {
  readonly store: Store;
  readonly door: Door;
  readonly directory: Directory;
  readonly house: House;
};

/** Where it was said: by a press in Slack, or by a move in Jira. */
export type Said = { readonly cause: 'slack' } | { readonly cause: 'jira'; readonly move: Move };

export async function approve(needs: Deciding, person: Person, id: string, said: Said) {
  const [authority, eligible] = await Promise.all([authorityOf(needs, id), mayGet(needs, id)]);
  if (isRefusal(authority)) return authority;
  if (isRefusal(eligible)) return eligible;
  const command = { type: 'request.approve', id, by: person.id, ...authority, ...moveIn(said) } as const;
  return needs.door.run(command, person.id, said.cause);
}

export async function deny(
  needs: Deciding,
  person: Person,
  id: string,
  { said, reason }: { said: Said; reason: Text },
): Promise<ReturnType<Door['run']>> {
  const authority = await authorityOf(needs, id);
  if (isRefusal(authority)) return authority;
  const sealed = { id: reason.id, hash: reason.hash };
  const command = { type: 'request.deny', id, by: person.id, reason: sealed, ...authority, ...moveIn(said) } as const;
  return needs.door.run(command, person.id, said.cause, [reason]);
}

/** Whoever asked takes it back. */
export const cancel = ({ door }: Pick<Deciding, 'door'>, person: Person, id: string, said: Said) =>
  door.run({ type: 'request.cancel', id, by: person.id, ...moveIn(said) }, person.id, said.cause);

const moveIn = (said: Said): { move?: Move } => (said.cause === 'jira' ? { move: said.move } : {});

/** What policy says at this moment about who may answer. */
async function authorityOf(
  { store, directory, house }: Deciding,
  id: string,
): Promise<{ analysis: Analysis; catalog: string } | Refusal> {
  const request = await store.requests.find(id);
  if (!request) return refuse('Latchkey does not know this request.');
  const catalog = house.catalog.hash;
  // Nobody needs to be asked in order to hear that it is over.
  if (request.status !== 'pending') return { analysis: settled(request), catalog };
  const analysis = await directory.analyse(request, request.approvals);
  return isRefusal(analysis) ? analysis : { analysis, catalog };
}

/** Whoever may no longer ask may not get what they asked for either. A look-up that fails throws: nothing is assumed. */
async function mayGet({ store, directory }: Deciding, id: string): Promise<true | Refusal> {
  const request = await store.requests.find(id);
  if (request?.status !== 'pending') return true;
  const recipient = await store.people.find(request.recipient);
  const may = recipient ? await directory.mayAsk(recipient) : refuse('Latchkey does not know whom this is for.');
  if (!isRefusal(may)) return true;
  return refuse(
    `${recipient?.name ?? 'The person whom this is for'} is not in one of the teams that may use Latchkey any more. Deny it, or ask your IT team.`,
  );
}

const settled = ({ risk }: Request): Analysis => ({ risk, rule: 'already decided', stages: [] });

/** Ending somebody's access, by an admin or the app's owner. */
export async function revoke(
  { store, directory, door }: Deciding,
  person: Person,
  id: string,
  { cause, reason: text }: { cause: Said['cause']; reason: Text },
) {
  const assignment = await store.assignments.find(id);
  if (!assignment) return refuse('Latchkey does not know this access.');
  const mayRevoke = (await directory.keepersOf(assignment.app)).map((keeper) => keeper.id);
  const reason = { id: text.id, hash: text.hash };
  return door.run({ type: 'assignment.revoke', id, by: person.id, reason, mayRevoke }, person.id, cause, [text]);
}

export const giveBack = ({ door }: Pick<Deciding, 'door'>, person: Person, id: string, cause: Said['cause']) =>
  door.run({ type: 'assignment.giveBack', id, by: person.id }, person.id, cause);
