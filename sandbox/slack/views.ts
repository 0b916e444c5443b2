import { randomBytes } from 'node:crypto';
import { asObject, asObjects, asText, type Json } from './json.js';
import { Refusal } from './refusal.js';
import { inputBlocks, stateFor, stateJson } from './state.js';
import { newId, TROUBLE, type View, type Workspace } from './workspace.js';

const newHash = (now: number): string => `${Math.floor(now / 1000)}.${randomBytes(6).toString('base64url')}`;

/** A view as the app sees it, in answers and in payloads. */
export function viewJson(workspace: Workspace, view: View): Json {
  const { blocks, private_metadata, callback_id, external_id, title, close, submit } = view.definition;
  return {
    id: view.id,
    team_id: workspace.team.id,
    type: view.type,
    blocks,
    private_metadata: private_metadata ?? '',
    callback_id: callback_id ?? '',
    state: stateJson(view.state),
    hash: view.hash,
    title: title ?? { type: 'plain_text', text: 'View Title', emoji: true },
    clear_on_close: view.definition.clear_on_close ?? false,
    notify_on_close: view.definition.notify_on_close ?? false,
    close: close ?? null,
    submit: submit ?? null,
    previous_view_id: view.previousId,
    root_view_id: view.rootId,
    app_id: workspace.bot.appId,
    external_id: external_id ?? '',
    app_installed_team_id: workspace.team.id,
    bot_id: workspace.bot.botId,
  };
}

function refuseTakenExternalId(workspace: Workspace, definition: Json, own?: View): void {
  const wanted = asText(definition.external_id);
  const taken = [...workspace.views.values()].some((one) => one !== own && one.definition.external_id === wanted);
  if (wanted && taken) throw new Refusal('duplicate_external_id');
}

type Place = { readonly user: string; readonly type: View['type']; readonly below?: View };

function addView(workspace: Workspace, definition: Json, place: Place): View {
  refuseTakenExternalId(workspace, definition);
  const id = newId('V');
  const view: View = {
    id,
    user: place.user,
    type: place.type,
    rootId: place.below?.rootId ?? id,
    previousId: place.below?.id ?? null,
    definition,
    hash: newHash(workspace.now()),
    state: stateFor(asObjects(definition.blocks), new Map()),
    errors: new Map(),
  };
  workspace.views.set(id, view);
  return view;
}

export function topView(workspace: Workspace, user: string): View | undefined {
  const id = workspace.stacks.get(user)?.at(-1);
  return id === undefined ? undefined : workspace.views.get(id);
}

/** A new modal takes the place of whatever modal was open. */
export function openView(workspace: Workspace, user: string, definition: Json): View {
  const before = workspace.stacks.get(user) ?? [];
  const view = addView(workspace, definition, { user, type: 'modal' });
  for (const id of before) workspace.views.delete(id);
  workspace.stacks.set(user, [view.id]);
  workspace.changes.emit('view');
  return view;
}

export function pushView(workspace: Workspace, user: string, definition: Json): View {
  const stack = workspace.stacks.get(user) ?? [];
  const below = topView(workspace, user);
  if (!below) throw new Refusal('invalid_trigger_id');
  if (stack.length >= 3) throw new Refusal('push_limit_reached');
  const view = addView(workspace, definition, { user, type: 'modal', below });
  workspace.stacks.set(user, [...stack, view.id]);
  workspace.changes.emit('view');
  return view;
}

export function redrawView(workspace: Workspace, view: View, definition: Json, hash: string): View {
  if (hash && hash !== view.hash) throw new Refusal('hash_conflict');
  refuseTakenExternalId(workspace, definition, view);
  const inputs = new Set(inputBlocks(definition).map((block) => block.block_id));
  view.definition = definition;
  view.hash = newHash(workspace.now());
  view.state = stateFor(asObjects(definition.blocks), view.state);
  // The app may redraw for what was chosen before Submit was pressed: what is wrong is wrong still.
  view.errors = new Map([...view.errors].filter(([id]) => inputs.has(id)));
  workspace.changes.emit(view.type === 'home' ? 'home' : 'view');
  return view;
}

export function publishHome(workspace: Workspace, user: string, definition: Json, hash: string): View {
  const known = workspace.views.get(workspace.homes.get(user) ?? '');
  if (known) return redrawView(workspace, known, definition, hash);
  const view = addView(workspace, definition, { user, type: 'home' });
  workspace.homes.set(user, view.id);
  workspace.changes.emit('home');
  return view;
}

/** Take one view off the screen, or all of them. */
export function closeViews(workspace: Workspace, user: string, which: 'top' | 'all'): void {
  const stack = workspace.stacks.get(user) ?? [];
  const closed = which === 'all' ? stack : stack.slice(-1);
  for (const id of closed) workspace.views.delete(id);
  workspace.stacks.set(user, stack.slice(0, stack.length - closed.length));
  workspace.changes.emit('view');
}

export type SubmissionAnswer =
  | { readonly kind: 'closed' }
  | { readonly kind: 'errors'; readonly errors: ReadonlyMap<string, string> }
  | { readonly kind: 'update' | 'push'; readonly view: unknown }
  | { readonly kind: 'trouble'; readonly text: string };

const trouble: SubmissionAnswer = { kind: 'trouble', text: TROUBLE };

/** What the app's answer to a submission means; what Slack would not take means trouble. */
export function readSubmissionAnswer(view: View, payload: unknown): SubmissionAnswer | { readonly kind: 'clear' } {
  const answer = asObject(payload);
  const action = answer.response_action;
  if (action === undefined) return { kind: 'closed' };
  if (action === 'clear') return { kind: 'clear' };
  if (action === 'update' || action === 'push') return { kind: action, view: answer.view };
  if (action !== 'errors') return trouble;
  const errors = Object.entries(asObject(answer.errors));
  const inputs = asObjects(view.definition.blocks).filter((block) => block.type === 'input');
  const isKnown = ([id, text]: [string, unknown]) =>
    typeof text === 'string' && text !== '' && inputs.some((block) => block.block_id === id);
  if (errors.length === 0 || !errors.every(isKnown)) return trouble;
  return { kind: 'errors', errors: new Map(errors.map(([id, text]) => [id, asText(text)])) };
}
