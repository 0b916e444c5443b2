import { CrossIcon, TickIcon } from '../shell/icons.js';
import type { Verdict } from './chain.js';
import { onTheClock } from './clock.js';
import { idOf, type Tampering } from './tamper.js';
import type { Checked } from './useVerdicts.js';

type Props = { readonly checked: Checked; readonly tampering: Tampering | undefined; tamper(): void };

export function TrailRow({ checked: { event, verdict }, tampering, tamper }: Props) {
  const { type, seq, at, actorName, cause, data, previousHash, hash } = event;
  const isTampered = tampering?.event === idOf(event);
  return (
    <li className={verdict === 'fits' ? 'event' : 'event misfit'}>
      <span className="verdict">
        {verdict === 'fits' ? <TickIcon /> : <CrossIcon />}
        <span className="unseen">{verdictWords[verdict]}</span>
      </span>
      <div className="event-body">
        <div className="event-line">
          <code className="event-type">{type}</code>
          <span className="event-actor">{actorName}</span>
          <time dateTime={at} title={at}>
            {onTheClock(at)}
          </time>
        </div>
        {verdict !== 'fits' && <p className="misfit-words">{verdictWords[verdict]}</p>}
        {isTampered && verdict === 'fits' && <p className="misfit-words">Forged, and yet it fits</p>}
        <details>
          <summary>
            <span className="hash">
              #{seq} · {hash.slice(0, 12)}…
            </span>
          </summary>
          <pre>{JSON.stringify(data, undefined, 2)}</pre>
          <dl className="hashes">
            <dt>cause</dt>
            <dd>{cause}</dd>
            <dt>before</dt>
            <dd>
              <code>{previousHash}</code>
            </dd>
            <dt>hash</dt>
            <dd>
              <code>{hash}</code>
            </dd>
          </dl>
        </details>
      </div>
      {!tampering && (
        <button type="button" className="small" onClick={tamper} aria-label={`Tamper with ${type} #${seq}`}>
          Tamper
        </button>
      )}
    </li>
  );
}

const verdictWords: Readonly<Record<Verdict, string>> = {
  fits: 'Fits the chain',
  altered: 'Altered: its hash is not the hash of what it says',
  doesNotFollow: 'Does not follow from the event before it',
};
