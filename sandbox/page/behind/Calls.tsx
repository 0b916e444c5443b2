import { useState } from 'react';
import type { Behind } from '../../web/contract.js';
import { onTheClock } from './clock.js';
import { Section } from './Section.js';
import { type Vendor, vendorNames, vendors } from './vendors.js';

type Call = Behind['calls'][number];

/** Each call that the bot made, with its answer; what was made to go wrong stands out. */
export function Calls({ calls }: { readonly calls: readonly Call[] }) {
  const [shown, setShown] = useState<readonly Vendor[]>(['okta', 'entra', 'google', 'jira']);
  const rows = calls
    .map((call, index) => ({ call, id: `${call.at} ${index}` }))
    .filter(({ call }) => shown.includes(call.vendor))
    .reverse();
  const faults = calls.filter(({ isFault }) => isFault).length;
  const toggle = (vendor: Vendor) =>
    setShown(shown.includes(vendor) ? shown.filter((one) => one !== vendor) : [...shown, vendor]);
  return (
    <Section
      name="calls"
      title="Calls to the vendors"
      summary={`the last ${calls.length}${faults > 0 ? `, ${faults} went wrong` : ''}`}
    >
      <fieldset className="filters">
        <legend className="unseen">Show calls to</legend>
        {vendors.map((vendor) => (
          <label key={vendor}>
            <input type="checkbox" checked={shown.includes(vendor)} onChange={() => toggle(vendor)} />
            {vendorNames[vendor]}
          </label>
        ))}
      </fieldset>
      {rows.length === 0 ? (
        <p className="quiet">Nothing was asked of them yet.</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard.
        <ol className="calls" aria-label="Calls, the newest first" tabIndex={0}>
          {rows.map(({ call, id }) => (
            <CallRow key={id} call={call} />
          ))}
        </ol>
      )}
    </Section>
  );
}

function CallRow({ call }: { readonly call: Call }) {
  return (
    <li className={call.isFault ? 'call fault' : 'call'}>
      <time dateTime={new Date(call.at).toISOString()}>{onTheClock(call.at)}</time>
      <span className="vendor">{vendorNames[call.vendor]}</span>
      <code className="what">{call.what}</code>
      <span className="answer">
        {call.isFault && <strong>on purpose: </strong>}
        {call.answer}
      </span>
    </li>
  );
}
