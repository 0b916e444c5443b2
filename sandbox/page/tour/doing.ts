import type { Act, Acted, Element, Json, MessageOnScreen, Screen, Switch } from '../../web/contract.js';
import { inputLabelled, jsons, modalCalled, textIn } from './facts.js';

/** What it takes to do a step for the reader: the same acts that their clicks would have been. */
export type Desk = {
  /** The newest screen of this person, once it shows what is looked for. */
  see<T>(who: string, look: (screen: Screen) => T | undefined): Promise<T>;
  act(act: Act): Promise<Acted>;
  flip(change: Switch): Promise<void>;
};

export async function typeCommand(desk: Desk, as: string, text: string): Promise<void> {
  const channel = await desk.see(as, ({ dm }) => dm);
  await desk.act({ as, kind: 'command', text, channel });
}

export async function chooseOption(desk: Desk, as: string, title: string, label: string, option: string) {
  const found = await desk.see(as, (screen) => fieldOn(screen, title, label));
  const selected = jsons(found.element.options).find((one) => textIn(one.text) === option);
  if (!selected) throw new Error(`There is no “${option}” under ${label}.`);
  await enter(desk, as, found, { type: 'static_select', selected_option: selected });
}

export async function fillIn(desk: Desk, as: string, title: string, label: string, value: string): Promise<void> {
  const found = await desk.see(as, (screen) => fieldOn(screen, title, label));
  await enter(desk, as, found, { type: 'plain_text_input', value });
}

export async function submit(desk: Desk, as: string, title: string): Promise<void> {
  const view = await desk.see(as, (screen) => modalCalled(screen, title));
  await desk.act({ as, kind: 'submit', view: view.id });
}

/** The newest button with this text in what the bot has written. */
export async function pressButton(desk: Desk, as: string, text: string): Promise<void> {
  const at = await desk.see(as, ({ messages, dm }) => newestButton(messages[dm] ?? [], text));
  await desk.act({ as, kind: 'press', ...at });
}

type Field = { readonly view: string; readonly blockId: string; readonly actionId: string; readonly element: Json };

function fieldOn(screen: Screen, title: string, label: string): Field | undefined {
  const view = modalCalled(screen, title);
  const found = view && inputLabelled(view, label);
  return found && { ...found, view: view.id };
}

async function enter(desk: Desk, as: string, { view, blockId, actionId }: Field, value: Json): Promise<void> {
  await desk.act({ as, kind: 'enter', at: { view }, blockId, actionId, value });
}

function newestButton(messages: readonly MessageOnScreen[], text: string): Element | undefined {
  for (const message of messages.flatMap((one) => [one, ...one.replies]).reverse()) {
    for (const block of message.blocks) {
      const button = [...jsons(block.elements), ...jsons([block.accessory])].find((one) => textIn(one.text) === text);
      if (!button) continue;
      const at = { channel: message.channel, ts: message.ts };
      return { at, blockId: String(block.block_id), actionId: String(button.action_id) };
    }
  }
  return undefined;
}
