import { useId } from 'react';
import { asObject, isObject, type Json } from '../../slack/json.js';
import { Element, keyOf } from './elements/Element.js';
import { Warning } from './elements/Marks.js';
import { TextObject } from './text/Text.js';
import { type BlockState, dispatchesOn } from './values.js';

type Props = { readonly block: Json; readonly state?: BlockState; readonly error?: string };

const takesEnter = /^(plain_text|email_text|url_text|number|rich_text)_input$/;

/** A labelled field, its hint, and what is wrong with it. */
export function Input({ block, state, error }: Props) {
  const id = useId();
  const element = asObject(block.element);
  const isOptional = block.optional === true;
  const entersBy = takesEnter.test(String(element.type)) && dispatchesOn(block, element).enter;
  const described = [
    error ? `${id}-error` : '',
    isObject(block.hint) ? `${id}-hint` : '',
    entersBy ? `${id}-enter` : '',
  ];
  const describedBy = described.filter((one) => one !== '').join(' ');
  return (
    <div className="bk-field">
      <div className="bk-label" id={`${id}-label`}>
        <TextObject text={asObject(block.label)} />
        {isOptional && <span className="bk-soft"> (optional)</span>}
      </div>
      <Element
        key={keyOf(block, element, 0)}
        block={block}
        element={element}
        state={state}
        says={{
          labelledBy: `${id}-label`,
          ...(describedBy && { describedBy }),
          isInvalid: Boolean(error),
          isRequired: !isOptional,
        }}
      />
      {error && (
        <div className="bk-error" id={`${id}-error`}>
          <Warning />
          {error}
        </div>
      )}
      {entersBy && (
        <div className="bk-hint" id={`${id}-enter`}>
          Press Enter to submit.
        </div>
      )}
      {isObject(block.hint) && (
        <div className="bk-hint" id={`${id}-hint`}>
          <TextObject text={block.hint} />
        </div>
      )}
    </div>
  );
}
