import { asText } from '../../../slack/json.js';
import { ariaOf, type ElementProps, useField } from '../field.js';
import { useReader } from '../surface.js';
import { fromWallTime, wallTime } from '../text/dates.js';
import { WaitingMark } from './Marks.js';

const types = { datepicker: 'date', timepicker: 'time', datetimepicker: 'datetime-local' } as const;

/** Date, time, or both: the browser's own fields, which every screen reader knows. */
export function Picker(props: ElementProps) {
  const { element, says } = props;
  const { timeZone } = useReader();
  const { value, waiting, give } = useField(props);
  const type = asText(element.type);
  const kind = type === 'timepicker' || type === 'datetimepicker' ? type : 'datepicker';
  const isMoment = kind === 'datetimepicker';
  const shown = isMoment ? (typeof value === 'number' ? wallTime(value, timeZone) : '') : asText(value);
  const enter = (text: string) => {
    if (isMoment) void give(fromWallTime(text, timeZone) ?? null);
    else void give(text === '' ? null : text);
  };
  return (
    <span className="bk-with-mark">
      <input
        {...ariaOf(says)}
        type={types[kind]}
        className={`bk-input bk-picker${says.isInvalid ? ' bk-invalid' : ''}${shown ? '' : ' bk-empty'}`}
        value={shown}
        data-takes-focus={element.focus_on_load === true || undefined}
        onChange={(event) => enter(event.currentTarget.value)}
      />
      {kind === 'timepicker' && asText(element.timezone) && <span className="bk-zone">{asText(element.timezone)}</span>}
      <WaitingMark waiting={waiting} />
    </span>
  );
}
