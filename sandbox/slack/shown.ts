import { type Actor, actionJson, type Confirming, chosenFrom, interact, type Pressed } from './act.js';
import { optionsOf } from './blockCheck.js';
import type { Json } from './json.js';
import { repliesTo } from './messages.js';
import { messageAction } from './payloads.js';
import { readable } from './readable.js';
import {
  buttonsOf,
  confirmText,
  findButton,
  linesOf,
  type Near,
  type Placed,
  placedElements,
  surfaceOf,
} from './screen.js';
import type { Ephemeral, Message } from './workspace.js';

/** A message before a person, as it was when they looked. */
export class Shown {
  readonly ts: string;
  readonly channel: string;
  /** Everything readable: the blocks, or where there are none the text. */
  readonly text: string;
  /** What the notification on the phone says. */
  readonly notification: string;
  readonly buttons: string[];
  /** The replies, each as it reads. */
  readonly thread: string[];
  readonly isEphemeral: boolean;
  readonly reactions: string[];
  /** What is attached, by name. */
  readonly files: ReadonlyMap<string, Buffer>;
  private readonly blocks: readonly Json[];

  constructor(
    private readonly actor: Actor,
    private readonly source: Message | Ephemeral,
  ) {
    const { reader, stage } = actor;
    const isMessage = 'from' in source;
    this.ts = source.ts;
    this.channel = source.channel;
    this.blocks = source.blocks ?? [];
    this.text = messageText(actor, source);
    this.notification = readable(reader, source.text);
    this.buttons = buttonsOf(reader, surfaceOf(this.blocks));
    this.thread = isMessage ? repliesTo(stage.workspace, source).map((one) => messageText(actor, one)) : [];
    this.isEphemeral = !isMessage;
    this.files = new Map(isMessage ? filesOf(actor, source) : []);
    this.reactions = isMessage ? [...source.reactions.keys()] : [];
  }

  /** Resolves when the app has acknowledged. */
  async press(button: string, options: Confirming & Near = {}): Promise<Pressed> {
    const placed = findButton(this.actor.reader, surfaceOf(this.blocks), button, options);
    if (!placed) throw new Error(`The message has no button '${button}':\n\n${this.text}`);
    const confirm = confirmText(this.actor.reader, placed.element);
    if (confirm !== undefined && options.confirm === 'decline') return { confirm };
    return { confirm, trouble: await this.act(placed, undefined) };
  }

  /** What the button would ask before it acts, where it asks. */
  confirmText(button: string): string | undefined {
    const placed = findButton(this.actor.reader, surfaceOf(this.blocks), button);
    return placed && confirmText(this.actor.reader, placed.element);
  }

  /** Choose from a menu of the message, whichever offers it. */
  async choose(option: string): Promise<Pressed> {
    const { reader } = this.actor;
    const menus = placedElements(surfaceOf(this.blocks)).filter(({ element }) => optionsOf(element).length > 0);
    const all = menus.flatMap(({ element }) => optionsOf(element));
    const chosen = chosenFrom(reader, all, option, 'The message');
    const placed = menus.find(({ element }) => optionsOf(element).includes(chosen));
    return placed ? { trouble: await this.act(placed, chosen) } : {};
  }

  private async act({ block, element }: Placed, value: unknown): Promise<string | undefined> {
    const { stage, user } = this.actor;
    const before = { user: user.id, shown: this.source, state: new Map() };
    const payload = messageAction(stage, before, actionJson(block, element, value));
    const answer = await interact(this.actor, payload);
    return answer.kind === 'silence' ? stage.workspace.notices.at(-1)?.text : undefined;
  }
}

const filesOf = ({ stage }: Actor, { files = [] }: Message): [string, Buffer][] =>
  files.flatMap((id): [string, Buffer][] => {
    const file = stage.workspace.files.get(id);
    return file?.content ? [[file.name, file.content]] : [];
  });

export function messageText(actor: Actor, source: Message | Ephemeral): string {
  const { reader } = actor;
  const { text, blocks, attachments } = source;
  const own = blocks?.length ? linesOf(reader, surfaceOf(blocks)) : [readable(reader, text)];
  const attached = (attachments ?? []).flatMap((one) => {
    const inside = Array.isArray(one.blocks) ? linesOf(reader, surfaceOf(one.blocks)) : [];
    const loose = [one.pretext, one.title, one.text, one.footer].filter((part) => typeof part === 'string');
    return [...loose.map((part) => readable(reader, part as string)), ...inside];
  });
  const named = 'from' in source ? filesOf(actor, source).map(([name]) => name) : [];
  return [...own, ...attached, ...named].filter((line) => line !== '').join('\n');
}
