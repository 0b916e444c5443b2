import type { Behind, Json, Screen, TrailEvent, ViewOnScreen } from '../../web/contract.js';

/** What the tour can see: the screen of whoever is acted for, and the scenes behind it. */
export type Facts = {
  readonly as: string;
  readonly screen: Screen;
  readonly behind: Behind;
  /** The request that this story is about, once it was made. */
  readonly request?: string;
  /** Its record. */
  readonly events: readonly TrailEvent[];
};

/** @param known the requests that were there before the story began. */
export function factsOf(as: string, screen: Screen, behind: Behind, known: readonly string[]): Facts {
  const request = behind.requests.findLast(({ id }) => !known.includes(id))?.id;
  const isShown = request !== undefined && behind.trail?.request === request;
  return { as, screen, behind, request, events: isShown ? (behind.trail?.events ?? []) : [] };
}

export const happened = ({ events }: Facts, ...types: readonly string[]): boolean =>
  events.some(({ type }) => types.includes(type));

export const isAsked = ({ request }: Facts): boolean => request !== undefined;

/** The modal on top, when it has this title. */
export function modalCalled({ modals }: Screen, title: string): ViewOnScreen | undefined {
  const top = modals.at(-1);
  return top && textIn(top.definition.title) === title ? top : undefined;
}

/** The input with this label: its block, its element and what was entered. */
export function inputLabelled(view: ViewOnScreen, label: string) {
  const block = jsons(view.definition.blocks).find((one) => textIn(one.label) === label);
  const element = block && json(block.element);
  if (!block || !element) return undefined;
  const [blockId, actionId] = [String(block.block_id), String(element.action_id)];
  return { blockId, actionId, element, value: view.state[blockId]?.[actionId] };
}

/** What stands in a select, as people read it. */
export function chosenIn(screen: Screen, title: string, label: string): string | undefined {
  const view = modalCalled(screen, title);
  const option = view && json(inputLabelled(view, label)?.value?.selected_option);
  return option && textIn(option.text);
}

export const json = (value: unknown): Json | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined;

export const jsons = (value: unknown): readonly Json[] =>
  Array.isArray(value) ? value.filter((one): one is Json => json(one) !== undefined) : [];

export const textIn = (object: unknown): string | undefined => {
  const text = json(object)?.text;
  return typeof text === 'string' ? text : undefined;
};
