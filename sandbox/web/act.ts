import { typeCommand } from '../slack/commandLine.js';
import type { Person } from '../slack/index.js';
import { enterValue, modalOnTop, NotThere, press, suggest, type Trouble } from '../slack/pointing.js';
import { see } from '../slack/unread.js';
import { type Channel, notify } from '../slack/workspace.js';
import type { ActInJira } from './actInJira.js';
import type { Act, Acted } from './contract.js';
import type { Command } from './screen.js';

type InSlack = Exclude<Act, ActInJira>;

/** Do what a person does in Slack. @throws NotThere when that is not possible. */
export async function perform(person: Person, act: InSlack, commands: readonly Command[]): Promise<Acted> {
  const { actor } = person;
  switch (act.kind) {
    case 'command':
      return acted(await command(person, act, commands));
    case 'say':
      await say(person, act);
      return done;
    case 'openHome':
      await person.turnToHome();
      return done;
    case 'press':
      return acted(await press(actor, act, act.value));
    case 'enter':
      return acted(await enterValue(actor, act, act.value));
    case 'submit':
      return submit(person, act.view);
    case 'close':
      await close(person, act);
      return done;
    case 'suggest': {
      const found = await suggest(actor, act, act.typed);
      return 'trouble' in found ? acted(found.trouble) : { is: 'options', ...found };
    }
    case 'seen':
      see(actor.stage.workspace, person.user.id, channelOf(person, act.channel).id);
      return done;
  }
}

type Of<Kind extends InSlack['kind']> = Extract<InSlack, { readonly kind: Kind }>;

const done: Acted = { is: 'done' };
const acted = (text: Trouble): Acted => (text === undefined ? done : { is: 'trouble', text });

async function command(person: Person, { text, channel }: Of<'command'>, known: readonly Command[]): Promise<Trouble> {
  const [name = ''] = text.trim().split(/\s/);
  if (known.some((one) => one.name === name)) {
    return (await typeCommand(person.actor, text, channelOf(person, channel))).trouble;
  }
  const trouble = `${name} is not a valid command.`;
  notify(person.actor.stage.workspace, person.user.id, trouble);
  return trouble;
}

async function say(person: Person, { text, channel, thread }: Of<'say'>): Promise<void> {
  const { id } = channelOf(person, channel);
  if (text.trim() !== '') await person.say(text, { in: id, thread });
}

async function submit(person: Person, view: string): Promise<Acted> {
  const modal = modalOnTop(person.actor, view);
  if (modal.submitText() === '') throw new NotThere('This form cannot be submitted.');
  const { kind, text } = await modal.submit();
  return kind === 'trouble' ? acted(text) : done;
}

async function close(person: Person, { view, how }: Of<'close'>): Promise<void> {
  const modal = modalOnTop(person.actor, view);
  switch (how) {
    case 'cancel':
      return modal.cancel();
    case 'cross':
      return modal.close();
  }
}

function channelOf({ actor, user }: Person, id: string): Channel {
  const channel = actor.stage.workspace.channels.get(id);
  if (channel?.members.has(user.id)) return channel;
  throw new NotThere(`${user.name} is in no such channel.`);
}
