import { interact } from './act.js';
import { asObject, asObjects, asText, type Json } from './json.js';
import { viewClosed, viewSubmission } from './payloads.js';
import { Refusal } from './refusal.js';
import { textOf } from './screen.js';
import { entered, inputBlocks, isEmpty } from './state.js';
import { acceptView } from './surfaces.js';
import { ViewScreen } from './viewScreen.js';
import { closeViews, pushView, readSubmissionAnswer, redrawView, topView } from './views.js';
import { notify, TROUBLE, type View } from './workspace.js';

/** What a person sees after pressing the submit button. */
export type Outcome = {
  readonly kind: 'closed' | 'errors' | 'updated' | 'pushed' | 'trouble';
  /** By the label of the field. */
  readonly errors: Readonly<Record<string, string>>;
  /** What stands on the screen then: the modal's text, or what Slack says. */
  readonly text: string;
};

export class Modal extends ViewScreen {
  protected view(): View {
    const view = topView(this.actor.stage.workspace, this.actor.user.id);
    if (!view) throw new Error(`No modal is open.\n\n${this.actor.onScreen()}`);
    return view;
  }

  isOpen(): boolean {
    return topView(this.actor.stage.workspace, this.actor.user.id) !== undefined;
  }

  title(): string {
    return textOf(this.actor.reader, this.view().definition.title);
  }

  /** The text of the submit button; nothing when there is none. */
  submitText(): string {
    return textOf(this.actor.reader, this.view().definition.submit);
  }

  override lines(): string[] {
    const { title, submit, close } = this.view().definition;
    const [head, ...buttons] = [title, close, submit].map((one) => textOf(this.actor.reader, one));
    const bar = buttons.filter((one) => one !== '').map((one) => `[${one}]`);
    return [head ?? '', ...super.lines(), bar.join('  ')].filter((line) => line !== '');
  }

  async submit(): Promise<Outcome> {
    const view = this.view();
    if (view.definition.submit === undefined) throw new Error(`This modal cannot be submitted.\n\n${this.text()}`);
    const unfit = unfitFields(view);
    if (unfit.size > 0) return this.withErrors(view, unfit);
    const answer = await interact(this.actor, viewSubmission(this.actor.stage, view));
    if (answer.kind === 'silence') return this.outcome('trouble', TROUBLE);
    return this.follow(view, answer.payload);
  }

  /** Press the close button: this view goes, those below it stay. */
  async cancel(): Promise<void> {
    const view = this.view();
    await this.leave(view, view.definition.clear_on_close === true ? 'all' : 'top');
  }

  /** Press the cross: all views go. */
  async close(): Promise<void> {
    const { workspace } = this.actor.stage;
    const root = workspace.views.get(this.view().rootId) ?? this.view();
    await this.leave(root, 'all');
  }

  private async leave(view: View, which: 'top' | 'all'): Promise<void> {
    closeViews(this.actor.stage.workspace, this.actor.user.id, which);
    if (view.definition.notify_on_close !== true) return;
    await interact(this.actor, viewClosed(this.actor.stage, view, which === 'all' ? 'cleared' : 'cancelled'));
  }

  private follow(view: View, payload: unknown): Outcome {
    const { workspace } = this.actor.stage;
    const { id } = this.actor.user;
    // Somebody may have closed it meanwhile.
    if (!workspace.views.has(view.id)) return this.outcome('closed', '');
    const answer = readSubmissionAnswer(view, payload);
    try {
      switch (answer.kind) {
        case 'closed':
        case 'clear':
          closeViews(workspace, id, answer.kind === 'clear' ? 'all' : 'top');
          return this.outcome('closed', '');
        case 'errors':
          return this.withErrors(view, answer.errors);
        case 'update':
          view.errors = new Map();
          redrawView(workspace, view, acceptView(answer.view, 'modal'), '');
          return this.outcome('updated', this.text());
        case 'push':
          pushView(workspace, id, acceptView(answer.view, 'modal'));
          return this.outcome('pushed', this.text());
        case 'trouble':
          throw new Refusal('invalid_arguments');
      }
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      notify(workspace, id, TROUBLE);
      return this.outcome('trouble', TROUBLE);
    }
  }

  private withErrors(view: View, errors: ReadonlyMap<string, string>): Outcome {
    view.errors = new Map(errors);
    this.actor.stage.workspace.changes.emit('view');
    return this.outcome('errors', this.text());
  }

  private outcome(kind: Outcome['kind'], text: string): Outcome {
    const view = topView(this.actor.stage.workspace, this.actor.user.id);
    if (kind !== 'errors' || !view) return { kind, errors: {}, text };
    const labelled = asObjects(view.definition.blocks)
      .filter((block) => view.errors.has(asText(block.block_id)))
      .map((block) => [textOf(this.actor.reader, block.label), view.errors.get(asText(block.block_id)) ?? '']);
    return { kind, errors: Object.fromEntries(labelled), text };
  }
}

/** What Slack itself does not let through, before the app hears of it. */
function unfitFields(view: View): Map<string, string> {
  const found = inputBlocks(view.definition).map((block): [string, string] => {
    const element = asObject(block.element);
    const value = entered(view.state, asText(block.block_id), element);
    return [asText(block.block_id), unfit(block, element, value)];
  });
  return new Map(found.filter(([, error]) => error !== ''));
}

function unfit(block: Json, element: Json, value: unknown): string {
  if (isEmpty(value)) return block.optional === true ? '' : 'Please complete this required field.';
  const type = asText(element.type);
  if (typeof value !== 'string') return '';
  if (type === 'plain_text_input') return unfitLength(element, value);
  if (type === 'email_text_input' && !/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(value))
    return 'Please enter a valid email address.';
  if (type === 'url_text_input' && !/^https?:\/\/\S+$/.test(value)) return 'Please enter a valid URL.';
  if (type === 'number_input' && !/^-?\d+(\.\d+)?$/.test(value)) return 'Please enter a valid number.';
  return '';
}

function unfitLength({ max_length: max, min_length: min }: Json, value: string): string {
  const most = typeof max === 'number' ? max : 3000;
  if (value.length > most) return `Must be less than ${most + 1} characters`;
  if (typeof min === 'number' && value.length < min) return `Must be more than ${min - 1} characters`;
  return '';
}
