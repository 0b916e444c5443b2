import { useEffect, useMemo, useRef, useState } from 'react';
import { asObject, asObjects, asText, type Json } from '../../../slack/json.js';
import { type ElementProps, idsOf, useField } from '../field.js';
import {
  type Choice,
  type ChoiceGroup,
  channelChoices,
  choiceOf,
  conversationChoices,
  groupsOf,
  matching,
  peopleChoices,
  plainOf,
} from '../options.js';
import type { Reader } from '../reader.js';
import { useReader, useSurface } from '../surface.js';
import { Combobox } from './Combobox.js';

type Offer = {
  readonly groups: readonly ChoiceGroup[];
  readonly note?: string;
  readonly onType: (typed: string) => void;
};

/** Static, users, conversations and channels selects, of one or of many: all that can be offered is known here. */
export function ListedSelect(props: ElementProps) {
  const reader = useReader();
  const { element } = props;
  const [typed, setTyped] = useState('');
  const all = useMemo(() => offered(reader, element), [reader, element]);
  const groups = useMemo(() => matching(all, typed), [all, typed]);
  const note = groups.length === 0 ? 'No results' : undefined;
  return <Chosen {...props} all={all} offer={{ groups, note, onType: setTyped }} />;
}

function offered(reader: Reader, element: Json): ChoiceGroup[] {
  const type = asText(element.type);
  if (type.endsWith('users_select')) return [{ choices: peopleChoices(reader) }];
  if (type.endsWith('channels_select')) return [{ choices: channelChoices(reader) }];
  if (type.endsWith('conversations_select')) return [{ choices: conversationChoices(reader, element) }];
  return groupsOf(element);
}

/** An external select, of one or of many: the app is asked for what fits, and has three seconds. */
export function ExternalSelect(props: ElementProps) {
  const { element, block } = props;
  const surface = useSurface();
  const [found, setFound] = useState<readonly ChoiceGroup[]>([]);
  const [note, setNote] = useState<string>();
  const asked = useRef(0);
  const pause = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(pause.current), []);
  const least = typeof element.min_query_length === 'number' ? element.min_query_length : 3;

  const ask = async (typed: string, turn: number) => {
    const acted = await inTime(surface.suggest(idsOf(block, element), typed));
    if (turn !== asked.current) return;
    if (acted?.is !== 'options') return setNote("Couldn't load options");
    const groups = groupsOf({ options: acted.options, option_groups: acted.groups });
    setFound(groups);
    setNote(groups.some(({ choices }) => choices.length > 0) ? undefined : 'No results');
  };
  const onType = (typed: string) => {
    clearTimeout(pause.current);
    const turn = ++asked.current;
    if (typed.length < least) {
      setFound([]);
      setNote(`Type ${least === 1 ? 'a character' : `at least ${least} characters`} to see options`);
      return;
    }
    setNote('Loading…');
    pause.current = setTimeout(() => void ask(typed, turn), typed === '' ? 0 : 250);
  };
  return <Chosen {...props} all={found} offer={{ groups: note ? [] : found, note, onType }} />;
}

const PATIENCE_MS = 3_500;

const inTime = <T,>(answer: Promise<T>): Promise<T | undefined> =>
  Promise.race([
    answer.catch(() => undefined),
    new Promise<undefined>((resolve) => setTimeout(resolve, PATIENCE_MS, undefined)),
  ]);

/** What is chosen, and the field to choose it in. */
function Chosen({ all, offer, ...props }: ElementProps & { all: readonly ChoiceGroup[]; offer: Offer }) {
  const { block, element, says } = props;
  const { value, waiting, give } = useField(props);
  const how = asText(element.type).startsWith('multi_') ? 'many' : 'one';
  const chosen = useMemo(() => chosenAmong(all, value), [all, value]);
  const values = Array.isArray(value) ? value : [];
  const most = typeof element.max_selected_items === 'number' ? element.max_selected_items : Number.POSITIVE_INFINITY;
  const choose = (choice: Choice) => {
    if (how === 'one') void give(choice.value);
    else if (values.length < most) void give([...values, choice.value]);
  };
  const remove = (choice: Choice) =>
    void give(how === 'one' ? null : values.filter((one) => choiceKey(one) !== choice.key));
  return (
    <Combobox
      says={says}
      placeholder={plainOf(element.placeholder) || (how === 'one' ? 'Select an item' : 'Select one or more')}
      groups={offer.groups}
      note={how === 'many' && values.length >= most ? `No more than ${most} can be chosen.` : offer.note}
      chosen={chosen}
      how={how}
      waiting={waiting}
      canClear={block.type === 'input' && block.optional === true ? 'can be cleared' : 'stays'}
      takesFocus={element.focus_on_load === true}
      onType={offer.onType}
      onChoose={choose}
      onRemove={remove}
    />
  );
}

const choiceKey = (value: unknown): string => (typeof value === 'string' ? value : asText(asObject(value).value));

/** A value as a choice: an option brings its own words; an id has those of the list. */
function chosenAmong(groups: readonly ChoiceGroup[], value: unknown): Choice[] {
  const values = Array.isArray(value) ? value : value === null || value === undefined ? [] : [value];
  return values.map((one): Choice => {
    const [option] = asObjects([one]);
    if (option) return choiceOf(option);
    const key = choiceKey(one);
    const known = groups.flatMap(({ choices }) => choices).find((choice) => choice.key === key);
    return known ?? { key, text: key, value: one };
  });
}
