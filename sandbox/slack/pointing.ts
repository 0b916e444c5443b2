import { type Actor, actionJson, interact } from './act.js';
import { elementsOf, optionsOf } from './blockCheck.js';
import { isStateful } from './blockRules.js';
import { asObject, asObjects, asText, isObject, type Json } from './json.js';
import { messageAt } from './messages.js';
import { Modal } from './modal.js';
import { type Before, messageAction, messageSuggestion, viewAction, viewSuggestion } from './payloads.js';
import { enter, slotOf, type ViewState } from './state.js';
import { topView } from './views.js';
import { type Ephemeral, type Message, TROUBLE, type View } from './workspace.js';

/** Where an element stands, by ids: what a page points at, where a `Person` goes by what can be read. */
export type Place = { readonly view: string } | { readonly channel: string; readonly ts: string };
export type Target = { readonly at: Place; readonly blockId: string; readonly actionId: string };

/** What Slack says when the app did not answer; nothing when it did. */
export type Trouble = string | undefined;

/** It is not on this person's screen, or not any more. */
export class NotThere extends Error {}

type Found = { readonly block: Json; readonly element: Json };
type Here = (Found & { readonly view: View }) | (Found & { readonly before: Before });

/** What this person has entered in a message: only their own screen knows. */
const enteredIn = new WeakMap<Message | Ephemeral, Map<string, ViewState>>();

/** Use a button, a menu, or the Enter key in a field. */
export async function press(actor: Actor, target: Target, value?: Json): Promise<Trouble> {
  const here = find(actor, target);
  const type = asText(here.element.type);
  if (isStateful(type)) note(actor, here, value);
  else if (type === 'overflow') requireOffered(here.element, value);
  return isHeard(here.block) ? dispatch(actor, here, value) : undefined;
}

/** Enter something. The app hears of it at once only where the block says so; of typing, when it asks for every character. */
export async function enterValue(actor: Actor, target: Target, value: Json): Promise<Trouble> {
  const here = find(actor, target);
  if (!isStateful(asText(here.element.type))) throw new NotThere('Nothing can be entered there.');
  note(actor, here, value);
  return isHeard(here.block) && isDone(here.element) ? dispatch(actor, here, value) : undefined;
}

export type Suggested =
  | { readonly options: readonly Json[]; readonly groups: readonly Json[] }
  | { readonly trouble: string };

const nothing: Suggested = { options: [], groups: [] };
const MOST_SUGGESTIONS = 100;

/** What an external select offers to what was typed. */
export async function suggest(actor: Actor, target: Target, typed: string): Promise<Suggested> {
  const here = find(actor, target);
  const least = here.element.min_query_length;
  // Slack asks the app only when enough was typed.
  if (typed.length < (typeof least === 'number' ? least : 3)) return nothing;
  const what = { blockId: target.blockId, actionId: target.actionId, value: typed };
  const { stage } = actor;
  const asked = 'view' in here ? viewSuggestion(stage, here.view, what) : messageSuggestion(stage, here.before, what);
  const answer = await interact(actor, asked);
  if (answer.kind === 'silence') return { trouble: TROUBLE };
  const payload = asObject(answer.payload);
  if (optionsOf(payload).length > MOST_SUGGESTIONS) return nothing;
  return { options: asObjects(payload.options), groups: asObjects(payload.option_groups) };
}

/** The modal with this id, which must be the one on top. */
export function modalOnTop(actor: Actor, id: string): Modal {
  if (topView(actor.stage.workspace, actor.user.id)?.id === id) return new Modal(actor);
  throw new NotThere('This form is not open any more.');
}

function find(actor: Actor, { at, blockId, actionId }: Target): Here {
  if ('view' in at) {
    const view = viewOf(actor, at.view);
    return { view, ...elementIn(asObjects(view.definition.blocks), blockId, actionId) };
  }
  const before = beforeOf(actor, at);
  return { before, ...elementIn(before.shown.blocks ?? [], blockId, actionId) };
}

function elementIn(blocks: readonly Json[], blockId: string, actionId: string): Found {
  const found = blocks.flatMap((block) =>
    elementsOf(block)
      .filter((element) => element.action_id === actionId)
      .map((element) => ({ block, element })),
  );
  // A redrawn message has new ids where the app gave none; its only button of that kind is still the one that was meant.
  const meant = found.find(({ block }) => block.block_id === blockId) ?? (found.length === 1 ? found[0] : undefined);
  if (!meant) throw new NotThere('It is not there any more.');
  return meant;
}

function viewOf({ stage, user }: Actor, id: string): View {
  const view = stage.workspace.views.get(id);
  if (view?.user === user.id) return view;
  throw new NotThere('This view is not open any more.');
}

function beforeOf({ stage, user }: Actor, { channel, ts }: { channel: string; ts: string }): Before {
  const { workspace } = stage;
  const isMember = workspace.channels.get(channel)?.members.has(user.id);
  const isMine = (one: Ephemeral) => one.channel === channel && one.ts === ts && one.user === user.id;
  const shown = (isMember && messageAt(workspace, channel, ts)) || workspace.ephemerals.find(isMine);
  if (!shown) throw new NotThere('This message is not there any more.');
  return { user: user.id, shown, state: enteredIn.get(shown)?.get(user.id) ?? new Map() };
}

function note(actor: Actor, here: Here, value: Json | undefined): void {
  const { element, block } = here;
  requireOffered(element, value);
  const state = 'view' in here ? here.view.state : here.before.state;
  enter(state, asText(block.block_id), element, valueIn(element, value));
  if ('view' in here) here.view.errors.delete(asText(block.block_id));
  else remember(here.before);
  actor.stage.workspace.changes.emit('view');
}

function remember({ shown, user, state }: Before): void {
  const ofAll = enteredIn.get(shown) ?? new Map<string, ViewState>();
  enteredIn.set(shown, ofAll.set(user, state));
}

const valueIn = (element: Json, value: Json | undefined): unknown => {
  const { field, empty } = slotOf(asText(element.type));
  return value?.[field] ?? empty;
};

/** What is not among the options nobody can have chosen. Of an external select only the app knows them. */
function requireOffered(element: Json, value: Json | undefined): void {
  if (asText(element.type).endsWith('external_select')) return;
  const offered = new Set(optionsOf(element).map((option) => option.value));
  const chosen = [
    ...(isObject(value?.selected_option) ? [value.selected_option] : []),
    ...asObjects(value?.selected_options),
  ];
  if (!chosen.every((option) => offered.has(option.value))) throw new NotThere('This option is not offered.');
}

const isHeard = (block: Json): boolean => block.type !== 'input' || block.dispatch_action === true;

/** Whether entering is all that there is to do: of typing, the app hears with the Enter key if it does not ask for more. */
function isDone(element: Json): boolean {
  if (!/_input$/.test(asText(element.type))) return true;
  const triggers = asObject(element.dispatch_action_config).trigger_actions_on;
  return Array.isArray(triggers) && triggers.includes('on_character_entered');
}

async function dispatch(actor: Actor, here: Here, value: Json | undefined): Promise<Trouble> {
  const action = actionJson(here.block, here.element, valueIn(here.element, value));
  const { stage } = actor;
  const payload = 'view' in here ? viewAction(stage, here.view, action) : messageAction(stage, here.before, action);
  const answer = await interact(actor, payload);
  return answer.kind === 'silence' ? TROUBLE : undefined;
}
