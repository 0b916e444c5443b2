import type { App, ViewSubmitAction } from '@slack/bolt';
import { findApp, findRole } from '../domain/catalog.js';
import { type Drift, isGuarded } from '../domain/drift.js';
import type { Person } from '../domain/person.js';
import { isRefusal, type Refusal, refuse } from '../domain/refusal.js';
import type { Text } from '../store/store.js';
import { type Adopted, adoptForm, adoptModal, adoptTitle, readAdoption } from '../views/adoptModal.js';
import { adoptAction, explainAction, removeFound } from '../views/driftCard.js';
import { explainForm, explainModal, readExplanation } from '../views/explainModal.js';
import { refusedView, workingView } from '../views/plainViews.js';
import { faultInWords } from './answer.js';
import type { Deps } from './deps.js';
import { readSubmission } from './edge.js';
import { decided, pressed, readIdPress } from './press.js';
import { registerReasoned } from './reasoned.js';
import { opened, redrawn } from './screen.js';

/** Answering to a membership change that Latchkey did not make. */
export function register(app: App, deps: Deps): void {
  app.action(adoptAction, async ({ ack, body }) => {
    await ack();
    const press = await readIdPress(deps, body);
    if (press) await openAdoption(deps, press);
  });
  app.view<ViewSubmitAction>({ callback_id: adoptForm, type: 'view_submission' }, async ({ ack, body }) => {
    const sent = readSubmission(body);
    const entered = readAdoption(sent?.view);
    if ('errors' in entered) return ack({ response_action: 'errors', errors: { ...entered.errors } });
    await ack();
    if (!sent) return;
    const heard = { slackId: sent.slackId, once: `form:${sent.slackId}:${sent.view.id}`, typed: entered.reason };
    await decided(deps, heard, (person) => adopt(deps, person, entered));
  });
  app.action(removeFound, async ({ ack, body }) => {
    await ack();
    await pressed(deps, body, (person, id) => remove(deps, person, id));
  });
  registerReasoned(app, deps, {
    button: explainAction,
    form: explainForm,
    draw: explainModal,
    read: readExplanation,
    act: (person, about, reason) => {
      const [id = '', seen] = about.split(':');
      return explain(deps, person, id, reason, seen === undefined ? undefined : Number(seen));
    },
  });
}

type Trigger = { readonly slackId: string; readonly triggerId: string; readonly value: string };

async function openAdoption(deps: Deps, { slackId, triggerId, value: id }: Trigger): Promise<void> {
  const shown = await opened(deps, { slackId, triggerId }, workingView(adoptTitle));
  if (!shown) return;
  const view = await drawing(deps, id).catch((error: unknown) => {
    deps.log.error({ err: error }, 'A finding to be adopted could not be read');
    return refusedView(adoptTitle, faultInWords(error));
  });
  await redrawn(deps, { ...shown, view });
}

async function drawing({ store, house }: Deps, id: string) {
  const drift = await store.drifts.find(id);
  const offer = drift && offerFor(house.catalog, drift);
  if (!offer) return refusedView(adoptTitle, gone);
  if (isRefusal(offer)) return refusedView(adoptTitle, offer.says);
  const person = drift.person === undefined ? undefined : await store.people.find(drift.person);
  const { role, app, durations } = offer;
  return adoptModal({ drift: id, person: person?.name ?? 'This person', role: role.name, app: app.name, durations });
}

const gone = 'Latchkey does not know this finding.';

/** What the role offers now to somebody whose access has to have an end. The shortest comes first. */
function offerFor(catalog: Deps['house']['catalog'], drift: Drift) {
  const found = findRole(catalog, drift.app, drift.role);
  if (!found) return refuse('This role is no longer in the catalog. Remove it, or explain it.');
  const { longest } = catalog.policy.risks[found.role.risk];
  const durations = found.role.durations.filter((one) => {
    if (one === 'permanent') return !isGuarded(found.role.risk) && longest === undefined;
    return longest === undefined || one <= longest;
  });
  if (durations.length === 0) return refuse('This role offers no duration with an end. Remove it, or explain it.');
  return { ...found, durations, longest };
}

export async function adopt(deps: Deps, person: Person, { drift: id, duration, reason: typed }: Adopted) {
  const answering = await authorityOf(deps, person, id);
  if (isRefusal(answering)) return answering;
  const { house, door } = deps;
  const offer = offerFor(house.catalog, answering.drift);
  if (isRefusal(offer)) return offer;
  const text = door.seal(typed, person.id);
  const { longest } = offer;
  return door.run(
    {
      type: 'drift.adopt',
      id,
      ...answering.who,
      reason: { id: text.id, hash: text.hash },
      request: house.newId(),
      duration,
      offered: offer.role.durations,
      risk: offer.role.risk,
      ...(longest !== undefined && { longest }),
      catalog: house.catalog.hash,
    },
    person.id,
    'slack',
    [text],
  );
}

export async function remove(deps: Deps, person: Person, id: string) {
  const answering = await authorityOf(deps, person, id);
  if (isRefusal(answering)) return answering;
  return deps.door.run({ type: 'drift.remove', id, ...answering.who }, person.id, 'slack');
}

/** @param seen of how many people the answerer has read, where it is about many */
export async function explain(deps: Deps, person: Person, id: string, text: Text, seen?: number) {
  const answering = await authorityOf(deps, person, id);
  if (isRefusal(answering)) return answering;
  const reason = { id: text.id, hash: text.hash };
  const read = seen !== undefined && { seen };
  return deps.door.run({ type: 'drift.explain', id, ...answering.who, reason, ...read }, person.id, 'slack', [text]);
}

/** Who may answer is read at this moment: the app's owner and the admins, and nobody about themselves. */
async function authorityOf(
  { store, directory, house }: Deps,
  person: Person,
  id: string,
): Promise<Authority | Refusal> {
  const drift = await store.drifts.find(id);
  if (!drift) return refuse(gone);
  const keepers = findApp(house.catalog, drift.app) ? await directory.keepersOf(drift.app) : await directory.admins();
  const isAtProvider = drift.entitlement.startsWith(`${person.directory}:`);
  const accounts = isAtProvider ? [person.directoryId] : [];
  return { drift, who: { by: person.id, accounts, mayAnswer: keepers.map((keeper) => keeper.id) } };
}

type Authority = {
  readonly drift: Drift;
  readonly who: { readonly by: string; readonly accounts: readonly string[]; readonly mayAnswer: readonly string[] };
};
