import { useId } from 'react';
import { asObject, asObjects, asText, isObject, type Json } from '../../../slack/json.js';
import { ariaOf, type ElementProps, useField } from '../field.js';
import { TextObject } from '../text/Text.js';
import { WaitingMark } from './Marks.js';

/** Checkboxes and radio buttons. */
export function Boxes(props: ElementProps) {
  const { element, says } = props;
  const { value, waiting, give } = useField(props);
  const name = useId();
  const kind = element.type === 'checkboxes' ? 'checkbox' : 'radio';
  const chosen = Array.isArray(value) ? value : isObject(value) ? [value] : [];
  const isChosen = (option: Json) => chosen.some((one) => asObject(one).value === option.value);
  const options = asObjects(element.options);
  const choose = (option: Json) => {
    if (kind === 'radio') return void give(option);
    // In the order in which they stand, as Slack sends them.
    return void give(options.filter((one) => (one === option ? !isChosen(one) : isChosen(one))));
  };
  return (
    <span className="bk-with-mark">
      <div className="bk-boxes" role={kind === 'radio' ? 'radiogroup' : 'group'} {...groupAria(says, kind)}>
        {options.map((option, index) => (
          <label key={asText(option.value)} className="bk-box">
            <input
              type={kind}
              name={name}
              checked={isChosen(option)}
              data-takes-focus={(element.focus_on_load === true && index === 0) || undefined}
              onChange={() => choose(option)}
            />
            <span>
              <TextObject text={asObject(option.text)} />
              {isObject(option.description) && (
                <span className="bk-option-more">
                  <TextObject text={option.description} />
                </span>
              )}
            </span>
          </label>
        ))}
      </div>
      <WaitingMark waiting={waiting} />
    </span>
  );
}

/** A group of checkboxes cannot be required or invalid as a whole: only radio groups can. */
function groupAria(says: ElementProps['says'], kind: 'checkbox' | 'radio') {
  return ariaOf(kind === 'radio' ? says : { ...says, isInvalid: undefined, isRequired: undefined });
}
