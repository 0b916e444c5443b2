import type { ChangeEvent, KeyboardEvent } from 'react';
import { asText, type Json } from '../../../slack/json.js';
import { ariaOf, type ElementProps, useField } from '../field.js';
import { plainOf } from '../options.js';
import { dispatchesOn, richTextAsTyped, richTextOf } from '../values.js';
import { WaitingMark } from './Marks.js';

const kinds = {
  plain_text_input: { type: 'text', mode: 'text' },
  email_text_input: { type: 'email', mode: 'email' },
  url_text_input: { type: 'url', mode: 'url' },
  // A browser's number field hides what it does not understand; Slack shows it and says what is wrong.
  number_input: { type: 'text', mode: 'decimal' },
  rich_text_input: { type: 'text', mode: 'text' },
} as const;

type Kind = keyof typeof kinds;
const kindOf = (element: Json): Kind => {
  const type = asText(element.type);
  return Object.hasOwn(kinds, type) ? (type as Kind) : 'plain_text_input';
};

/** All fields that take letters. */
export function Typing(props: ElementProps) {
  const { block, element, says } = props;
  const { value, waiting, give, press } = useField(props);
  const kind = kindOf(element);
  const isRich = kind === 'rich_text_input';
  const isLong = element.multiline === true || isRich;
  const typed = isRich ? richTextAsTyped(value) : asText(value);
  const dispatches = dispatchesOn(block, element);
  const most = typeof element.max_length === 'number' ? element.max_length : undefined;
  const onChange = (event: ChangeEvent<HTMLInputElement | HTMLTextAreaElement>) => {
    const text = event.currentTarget.value;
    void give(isRich ? richTextOf(text) : text === '' ? null : text, 'soon');
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.nativeEvent.isComposing || !dispatches.enter || (isLong && event.shiftKey))
      return;
    event.preventDefault();
    void press();
  };
  const common = {
    ...ariaOf(says),
    className: `bk-input${says.isInvalid ? ' bk-invalid' : ''}`,
    placeholder: plainOf(element.placeholder),
    value: typed,
    maxLength: most,
    'data-takes-focus': element.focus_on_load === true || undefined,
    onChange,
    onKeyDown,
  };
  return (
    <span className="bk-with-mark bk-wide">
      {isLong ? (
        <textarea {...common} rows={4} />
      ) : (
        <input {...common} type={kinds[kind].type} inputMode={kinds[kind].mode} autoComplete="off" />
      )}
      {most !== undefined && most - typed.length <= 50 && (
        <span className="bk-count" aria-hidden="true">
          {most - typed.length}
        </span>
      )}
      <WaitingMark waiting={waiting} />
    </span>
  );
}
