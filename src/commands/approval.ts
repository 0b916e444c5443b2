import type { App } from '@slack/bolt';
import type { Person } from '../domain/person.js';
import type { Analysis } from '../domain/policy.js';
import { isRefusal, type Refusal, refuse } from '../domain/refusal.js';
import type { Request } from '../domain/request.js';
import type { Text } from '../store/store.js';
import { approveRequest, denyRequest } from '../views/approverCard.js';
import { denyForm, denyModal, readDenial } from '../views/denyModal.js';
import type { Deps } from './deps.js';
import { pressed } from './press.js';
import { registerReasoned } from './reasoned.js';

/** Deciding a request, on the card or on the Home tab. */
export function register(app: App, deps: Deps): void {
  app.action(approveRequest, async ({ ack, body }) => {
    await ack();
    await pressed(deps, body, (person, id) => approve(deps, person, id));
  });
  registerReasoned(app, deps, {
    button: denyRequest,
    form: denyForm,
    draw: denyModal,
    read: readDenial,
    act: (person, id, reason) => deny(deps, person, id, reason),
  });
}

export async function approve(deps: Deps, person: Person, id: string) {
  const [authority, eligible] = await Promise.all([authorityOf(deps, id), mayGet(deps, id)]);
  if (isRefusal(authority)) return authority;
  if (isRefusal(eligible)) return eligible;
  return deps.door.run({ type: 'request.approve', id, by: person.id, ...authority }, person.id, 'slack');
}

export async function deny(deps: Deps, person: Person, id: string, { id: text, hash, ...rest }: Text) {
  const authority = await authorityOf(deps, id);
  if (isRefusal(authority)) return authority;
  const reason = { id: text, hash };
  return deps.door.run({ type: 'request.deny', id, by: person.id, reason, ...authority }, person.id, 'slack', [
    { ...rest, ...reason },
  ]);
}

/** What policy says at this moment about who may answer. */
async function authorityOf(
  { store, directory, house }: Deps,
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
async function mayGet({ store, directory }: Deps, id: string): Promise<true | Refusal> {
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
