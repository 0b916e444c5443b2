import { randomUUID } from 'node:crypto';
import type { Actor, Confirming, Pressed } from './act.js';
import { typeCommand } from './commandLine.js';
import { addMessage } from './messages.js';
import { Modal } from './modal.js';
import { eventPayload } from './payloads.js';
import { matches, type Near } from './screen.js';
import { Shown } from './shown.js';
import type { Stage } from './stage.js';
import { channelCalled, richText, typedText } from './typing.js';
import { type Truthy, until } from './until.js';
import { ViewScreen } from './viewScreen.js';
import { topView, viewJson } from './views.js';
import { dmWith, type SlackUser, userByKey, type View } from './workspace.js';

export type Within = { readonly within?: number };

class Home extends ViewScreen {
  protected view(): View {
    const { workspace } = this.actor.stage;
    const view = workspace.views.get(workspace.homes.get(this.actor.user.id) ?? '');
    if (!view) throw new Error(`The Home tab is empty.\n\n${this.actor.onScreen()}`);
    return view;
  }
}

export type { Home };

/** Somebody who uses Slack: reads what is on their screen, presses and types. */
export class Person {
  readonly actor: Actor;

  constructor(
    private readonly stage: Stage,
    readonly key: string,
  ) {
    const user = userByKey(stage.workspace, key);
    const reader = {
      workspace: stage.workspace,
      get tz() {
        return user.tz;
      },
    };
    this.actor = { stage, user, reader, onScreen: () => this.screen() };
  }

  /** What Slack knows of them. */
  get user(): SlackUser {
    return this.actor.user;
  }

  /** Resolves when acknowledged, with what was shown to them at once: the app's answer, or that there was none. */
  async command(typed: string, { in: where = '#general' }: { in?: string } = {}): Promise<string | undefined> {
    const channel = channelCalled(this.stage.workspace, where, this.user.id);
    const { said, trouble } = await typeCommand(this.actor, typed, channel);
    return said ?? trouble;
  }

  /** The modal on top, once it has loaded; with `title`, once that one is on top. */
  async modal(title?: string | RegExp, options?: Within): Promise<Modal> {
    const modal = new Modal(this.actor);
    const isWanted = () => title === undefined || matches(modal.title(), title);
    await this.until(() => modal.isOpen() && isWanted() && !isLoading(modal), options);
    return modal;
  }

  /** Whether a modal is open, and which. */
  get modalTitle(): string | undefined {
    const modal = new Modal(this.actor);
    return modal.isOpen() ? modal.title() : undefined;
  }

  /** Open the app's Home tab; waits a little for the app to draw it. */
  async openHome(): Promise<Home> {
    const { workspace, timers, timing } = this.stage;
    const hash = workspace.views.get(workspace.homes.get(this.user.id) ?? '')?.hash;
    await this.turnToHome();
    const isDrawn = () => workspace.views.get(workspace.homes.get(this.user.id) ?? '')?.hash !== hash;
    const ms = hash === undefined ? timing.patienceMs : timing.redrawMs;
    const drawn = until(isDrawn, { changes: workspace.changes, timers, ms, onScreen: () => this.screen() });
    if (hash === undefined) await drawn;
    else await drawn.catch(() => undefined);
    return this.home();
  }

  /** The same without waiting for what the app draws. */
  async turnToHome(): Promise<void> {
    const { workspace } = this.stage;
    const view = workspace.views.get(workspace.homes.get(this.user.id) ?? '');
    const event = {
      type: 'app_home_opened',
      user: this.user.id,
      channel: dmWith(workspace, this.user.id).id,
      tab: 'home',
      ...(view && { view: viewJson(workspace, view) }),
      event_ts: workspace.nextTs(),
    };
    await this.raise('app_home_opened', 'app_home_opened', event);
  }

  home(): Home {
    return new Home(this.actor);
  }

  /** What the bot wrote to them, the oldest first. */
  dms(): Shown[] {
    const { id } = dmWith(this.stage.workspace, this.user.id);
    return this.visible().filter((one) => one.channel === id && !one.isEphemeral);
  }

  /** What the bot wrote where everybody in the channel sees it. */
  inChannel(name: string): Shown[] {
    const { id } = channelCalled(this.stage.workspace, name, this.user.id);
    return this.visible().filter((one) => one.channel === id && !one.isEphemeral);
  }

  /** What only they see. */
  ephemerals(): Shown[] {
    return this.visible().filter((one) => one.isEphemeral);
  }

  /** What Slack itself told them: that the app did not answer. */
  notices(): string[] {
    return this.stage.workspace.notices.filter((one) => one.user === this.user.id).map((one) => one.text);
  }

  private visible(): Shown[] {
    const { workspace } = this.stage;
    const mine = workspace.ephemerals.filter((one) => one.user === this.user.id);
    const theirs = workspace.messages.filter(
      (one) => one.from === 'bot' && !one.threadTs && workspace.channels.get(one.channel)?.members.has(this.user.id),
    );
    return [...theirs, ...mine].sort((a, b) => Number(a.ts) - Number(b.ts)).map((one) => new Shown(this.actor, one));
  }

  /** Press a button of the newest message that has it, and where `in` is given says so. */
  async press(
    button: string,
    { in: said, ...options }: { in?: string | RegExp } & Near & Confirming = {},
  ): Promise<Pressed> {
    const found = this.visible()
      .filter((one) => one.buttons.includes(button) && (said === undefined || matches(one.text, said)))
      .at(-1);
    if (!found)
      throw new Error(`No message${said ? ` that says ${said}` : ''} has the button '${button}'.\n\n${this.screen()}`);
    return found.press(button, options);
  }

  /** Write a message: to the bot, or in a channel or thread. Resolves when the app has heard of it. */
  async say(text: string, { in: where, thread }: { in?: string; thread?: string } = {}): Promise<string> {
    const { workspace } = this.stage;
    const channel = channelCalled(workspace, where, this.user.id);
    const typed = typedText(workspace, text);
    const { id: user } = this.user;
    const message = addMessage(workspace, { channel: channel.id, user, from: 'person', text: typed, threadTs: thread });
    const { ts } = message;
    const event = {
      client_msg_id: randomUUID(),
      type: 'message',
      text: typed,
      user,
      ts,
      team: workspace.team.id,
      blocks: richText(typed),
      channel: channel.id,
      ...(thread && { thread_ts: thread }),
      event_ts: ts,
    };
    const kinds = { im: 'im', public: 'channel', private: 'group' } as const;
    const listened = { im: 'message.im', public: 'message.channels', private: 'message.groups' } as const;
    const heard = this.raise(listened[channel.kind], 'message', { ...event, channel_type: kinds[channel.kind] });
    const isMention = channel.kind !== 'im' && typed.includes(`<@${workspace.bot.userId}`);
    if (isMention) await this.raise('app_mention', 'app_mention', { ...event, type: 'app_mention' });
    await heard;
    return ts;
  }

  /** Write to the bot by name in a channel. */
  mention(text: string, options: { in?: string; thread?: string } = {}): Promise<string> {
    return this.say(`@${this.stage.workspace.bot.name} ${text}`, { in: '#general', ...options });
  }

  private async raise(subscription: string, name: string, event: Record<string, unknown>): Promise<void> {
    const { settings, workspace } = this.stage;
    if (!settings.subscriptions.has(subscription)) return;
    const heard = this.stage.deliver({ kind: 'event', name, payload: eventPayload(workspace, event) });
    // With nobody connected the event waits, but the person does not.
    if (this.stage.isReachable()) await heard;
  }

  /** Resolves as soon as something is true on the screen, with what it yields. */
  until<T>(predicate: () => T, { within }: Within = {}): Promise<Truthy<T>> {
    const { workspace, timers, timing } = this.stage;
    const onScreen = () => this.screen();
    return until(predicate, { changes: workspace.changes, timers, ms: within ?? timing.patienceMs, onScreen });
  }

  /** Everything before them, for a test that failed. */
  screen(): string {
    const { workspace } = this.stage;
    const modal = topView(workspace, this.user.id) ? new Modal(this.actor).text() : '(none)';
    const home = workspace.homes.has(this.user.id) ? this.home().text() : '(empty)';
    const dms = this.dms().map((one) => [one.text, ...one.thread.map((line) => `    ${line}`)].join('\n'));
    const ephemerals = this.ephemerals().map((one) => one.text);
    const parts = {
      Modal: modal,
      Messages: dms.join('\n--\n'),
      'Only they see': ephemerals.join('\n--\n'),
      Home: home,
    };
    const said = Object.entries({ ...parts, 'Slack says': this.notices().join('\n') });
    return [`What ${this.user.name} sees:`, ...said.map(([name, text]) => `== ${name}\n${text}`)].join('\n');
  }
}

/** A modal without anything to use that says so is one that is still coming. */
function isLoading(modal: Modal): boolean {
  const isBare = modal.labels().length === 0 && modal.buttons().length === 0;
  return isBare && /loading|checking|one moment|a moment|one second|just a sec|fetching|looking up/i.test(modal.text());
}
