import { type Actor, actionJson, type Confirming, chosenFrom, interact, type Pressed } from './act.js';
import { optionsOf } from './blockCheck.js';
import { asObject, asObjects, asText, type Json } from './json.js';
import { viewAction, viewSuggestion } from './payloads.js';
import {
  buttonsOf,
  confirmText,
  findButton,
  linesOf,
  type Near,
  type Placed,
  placedElements,
  type Surface,
  textOf,
} from './screen.js';
import { enter, entered } from './state.js';
import { until } from './until.js';
import type { SlackUser, View } from './workspace.js';

/** Whether to wait until the app has drawn the view anew. */
export type Redraw = { readonly redraw?: 'await' | 'ignore' };

/** A view before a person: found and used by what can be read in it. */
export abstract class ViewScreen {
  constructor(protected readonly actor: Actor) {}

  /** The view as it is now; fails when none is on the screen. */
  protected abstract view(): View;

  protected surface(): Surface {
    const { definition, state, errors } = this.view();
    return { blocks: asObjects(definition.blocks), state, errors };
  }

  lines(): string[] {
    return linesOf(this.actor.reader, this.surface());
  }

  /** Everything readable, in order. */
  text(): string {
    return this.lines().join('\n');
  }

  buttons(): string[] {
    return buttonsOf(this.actor.reader, this.surface());
  }

  /** The labels of the fields, in order. */
  labels(): string[] {
    return this.surface()
      .blocks.filter((block) => block.type === 'input')
      .map((block) => textOf(this.actor.reader, block.label));
  }

  /** The texts of a field's options; those of an external select only the app knows, see `suggestions`. */
  options(label: string): string[] {
    return optionsOf(this.field(label).element).map((option) => textOf(this.actor.reader, option.text));
  }

  /** What stands in a field. */
  value(label: string): string {
    const { block, element } = this.field(label);
    const value = entered(this.view().state, asText(block.block_id), element);
    const texts = (Array.isArray(value) ? value : [value]).map((one) => {
      const text = asObject(one).text;
      return text === undefined ? (one ?? '') : textOf(this.actor.reader, text);
    });
    return texts.join(', ');
  }

  /** What an external select offers to what was typed. */
  async suggestions(label: string, typed: string): Promise<string[]> {
    const found = await this.suggest(this.field(label), typed);
    return found.map((option) => textOf(this.actor.reader, option.text));
  }

  async fill(label: string, text: string, { redraw = 'await' }: Redraw = {}): Promise<void> {
    const placed = this.field(label);
    const type = asText(placed.element.type);
    if (!/_input$|picker$/.test(type)) throw new Error(`'${label}' is not a field to type in, but a ${type}.`);
    const value = type === 'datetimepicker' ? Number(text) : text;
    const triggers = asObject(placed.element.dispatch_action_config).trigger_actions_on;
    const onCharacter = Array.isArray(triggers) && triggers.includes('on_character_entered');
    await this.set(placed, value, { redraw, dispatch: type.endsWith('picker') || onCharacter ? 'yes' : 'no' });
  }

  async choose(label: string, option: string, { redraw = 'await' }: Redraw = {}): Promise<void> {
    const placed = this.field(label);
    const value = await this.pick(placed, option, label);
    await this.set(placed, value, { redraw, dispatch: 'yes' });
  }

  /** Resolves when the app has acknowledged. */
  async press(button: string, options: Near & Confirming & Redraw = {}): Promise<Pressed> {
    const placed = findButton(this.actor.reader, this.surface(), button, options);
    if (!placed) throw new Error(`There is no button '${button}' here.\n\n${this.actor.onScreen()}`);
    const confirm = confirmText(this.actor.reader, placed.element);
    if (confirm !== undefined && options.confirm === 'decline') return { confirm };
    const trouble = await this.dispatch(placed, undefined, options.redraw ?? 'ignore');
    return { confirm, trouble };
  }

  protected field(label: string): Placed {
    const { reader, onScreen } = this.actor;
    const fields = placedElements(this.surface()).filter(({ element }) => element.type !== 'button');
    const found =
      fields.find(({ block }) => textOf(reader, block.label) === label) ??
      fields.find(({ element }) => textOf(reader, element.placeholder) === label) ??
      fields.find(({ block }) => block.type === 'section' && textOf(reader, block.text).includes(label));
    if (!found) throw new Error(`There is no field '${label}' here.\n\n${onScreen()}`);
    return found;
  }

  private async set(
    placed: Placed,
    value: unknown,
    { redraw, dispatch }: { redraw: 'await' | 'ignore'; dispatch: 'yes' | 'no' },
  ): Promise<void> {
    const { block, element } = placed;
    const { state, errors } = this.view();
    enter(state, asText(block.block_id), element, value);
    errors.delete(asText(block.block_id));
    this.actor.stage.workspace.changes.emit('view');
    const isHeard = block.type !== 'input' || block.dispatch_action === true;
    if (isHeard && dispatch === 'yes') await this.dispatch(placed, value, redraw);
  }

  private async dispatch({ block, element }: Placed, value: unknown, redraw: 'await' | 'ignore') {
    const { stage } = this.actor;
    const view = this.view();
    const { hash } = view;
    const answer = await interact(this.actor, viewAction(stage, view, actionJson(block, element, value)));
    if (answer.kind === 'silence') return stage.workspace.notices.at(-1)?.text;
    if (redraw === 'await') await this.redrawn(view, hash);
    return undefined;
  }

  /** The app need not redraw: after a while the person goes on with what is there. */
  private async redrawn(view: View, hash: string): Promise<void> {
    const { workspace, timers, timing } = this.actor.stage;
    const isDrawn = () =>
      view.hash !== hash || !workspace.views.has(view.id) || workspace.stacks.get(view.user)?.at(-1) !== view.id;
    const isHome = view.type === 'home';
    const watch = { changes: workspace.changes, timers, ms: timing.redrawMs, onScreen: () => '' };
    await until(() => (isHome ? view.hash !== hash : isDrawn()), watch).catch(() => undefined);
  }

  private async pick(placed: Placed, wanted: string, label: string): Promise<unknown> {
    const { reader, stage } = this.actor;
    const { block, element } = placed;
    const type = asText(element.type);
    const before = entered(this.view().state, asText(block.block_id), element);
    const chosen = /users_select$/.test(type)
      ? this.personCalled(wanted).id
      : /(channels|conversations)_select$/.test(type)
        ? [...stage.workspace.channels.values()].find((one) => `#${one.name}` === `#${wanted.replace(/^#/, '')}`)?.id
        : /external_select$/.test(type)
          ? chosenFrom(reader, await this.suggest(placed, wanted), wanted, label)
          : chosenFrom(reader, optionsOf(element), wanted, label);
    if (!type.startsWith('multi_') && type !== 'checkboxes') return chosen;
    const others = Array.isArray(before) ? before : [];
    const rest = others.filter((one) => JSON.stringify(one) !== JSON.stringify(chosen));
    return rest.length < others.length ? rest : [...others, chosen];
  }

  private personCalled(name: string): SlackUser {
    const everybody = [...this.actor.stage.workspace.people.values()];
    const found = everybody.find((one) => !one.deleted && (one.name === name || one.key === name.replace(/^@/, '')));
    if (!found) throw new Error(`Nobody called '${name}' is offered.`);
    return found;
  }

  private async suggest({ block, element }: Placed, typed: string): Promise<Json[]> {
    const least = typeof element.min_query_length === 'number' ? element.min_query_length : 3;
    // Slack asks the app only when enough was typed.
    if (typed.length < least) return [];
    const what = { blockId: asText(block.block_id), actionId: asText(element.action_id), value: typed };
    const answer = await interact(this.actor, viewSuggestion(this.actor.stage, this.view(), what));
    const options = answer.kind === 'acked' ? optionsOf(asObject(answer.payload)) : [];
    if (options.length > 100)
      throw new Error(`The app answered ${options.length} options; Slack shows none of more than 100.`);
    return options;
  }
}
