import type { Json } from '../json.js';
import { invalidArguments, missing, Refusal } from '../refusal.js';
import type { Stage } from '../stage.js';
import { acceptView } from '../surfaces.js';
import { openView, publishHome, pushView, redrawView, viewJson } from '../views.js';
import type { View } from '../workspace.js';
import { given, type Methods, need } from './method.js';

function byTrigger(stage: Stage, args: Json, show: typeof openView): Json {
  if (args.trigger_id === undefined || args.trigger_id === '') throw missing('trigger_id');
  // Slack reads all arguments before it exchanges the trigger: a refused view does not use it up.
  const definition = acceptView(args.view, 'modal');
  const trigger = stage.triggers.look(args.trigger_id);
  const view = show(stage.workspace, trigger.user, definition);
  trigger.isUsed = true;
  return { view: viewJson(stage.workspace, view) };
}

function findView(stage: Stage, args: Json): View {
  const id = given(args, 'view_id');
  const external = given(args, 'external_id');
  if (!id && !external) throw invalidArguments('missing required field: view_id');
  const view = [...stage.workspace.views.values()].find((one) =>
    id ? one.id === id : one.definition.external_id === external,
  );
  if (!view) throw new Refusal('not_found');
  return view;
}

function update(stage: Stage, args: Json): Json {
  const view = findView(stage, args);
  const definition = acceptView(args.view, view.type);
  return { view: viewJson(stage.workspace, redrawView(stage.workspace, view, definition, given(args, 'hash'))) };
}

function publish(stage: Stage, args: Json): Json {
  const user = need(args, 'user_id');
  const definition = acceptView(args.view, 'home');
  if (stage.settings.home === 'disabled') throw new Refusal('not_enabled');
  const person = stage.workspace.people.get(user);
  if (!person || person.kind === 'bot') throw new Refusal('user_not_found');
  return { view: viewJson(stage.workspace, publishHome(stage.workspace, user, definition, given(args, 'hash'))) };
}

export const views: Methods = {
  'views.open': { scopes: [], perMinute: 100, run: (stage, args) => byTrigger(stage, args, openView) },
  'views.push': { scopes: [], perMinute: 100, run: (stage, args) => byTrigger(stage, args, pushView) },
  'views.update': { scopes: [], perMinute: 100, run: update },
  'views.publish': { scopes: [], perMinute: 100, run: publish },
};
