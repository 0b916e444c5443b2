import { useEffect, useState } from 'react';
import type { Behind, TrailEvent } from '../../web/contract.js';
import { Section } from './Section.js';
import { TamperNote } from './TamperNote.js';
import { TrailRow } from './TrailRow.js';
import { idOf, type Tampering } from './tamper.js';
import { type Checked, useVerdicts } from './useVerdicts.js';

type Props = {
  readonly requests: Behind['requests'];
  readonly trail: Behind['trail'];
  /** What the reader chose; the newest one when nothing was chosen. */
  readonly chosen: string | undefined;
  choose(request: string | undefined): void;
};

const none: readonly TrailEvent[] = [];

export function Trail({ requests, trail, chosen, choose }: Props) {
  const [tampering, setTampering] = useState<Tampering>();
  const checked = useVerdicts(trail?.events ?? none, tampering);
  const request = trail?.request;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another request's record has not been tampered with.
  useEffect(() => setTampering(undefined), [request]);
  return (
    <Section name="trail" title="The record" summary={summaryOf(checked)}>
      <RequestChoice requests={requests} chosen={chosen} choose={choose} />
      {!checked || checked.length === 0 ? (
        <p className="quiet">Nothing is on record yet: each request leaves its events here.</p>
      ) : (
        <>
          <p className={isWhole(checked) ? 'chain whole' : 'chain broken'}>
            {isWhole(checked)
              ? 'Your browser computed each hash itself (SHA-256 over the one before and the event): the chain is whole.'
              : `The chain is broken at ${brokenAt(checked)}.`}
          </p>
          {tampering && <TamperNote checked={checked} tampering={tampering} setTampering={setTampering} />}
          <ol className="trail" aria-label="Events, the oldest first">
            {checked.map((one) => (
              <TrailRow
                key={idOf(one.event)}
                checked={one}
                tampering={tampering}
                tamper={() => setTampering({ event: idOf(one.event), how: 'changed' })}
              />
            ))}
          </ol>
        </>
      )}
    </Section>
  );
}

function RequestChoice({ requests, chosen, choose }: Omit<Props, 'trail'>) {
  if (requests.length === 0) return null;
  return (
    <label className="request-choice">
      Request
      <select value={chosen ?? ''} onChange={({ target }) => choose(target.value || undefined)}>
        <option value="">The newest one</option>
        {requests.map(({ id, title, status }) => (
          <option key={id} value={id}>
            {title} ({status})
          </option>
        ))}
      </select>
    </label>
  );
}

const isWhole = (checked: readonly Checked[]): boolean => checked.every(({ verdict }) => verdict === 'fits');

function brokenAt(checked: readonly Checked[]): string {
  const broken = checked.find(({ verdict }) => verdict !== 'fits')?.event;
  return broken ? `${broken.type} (#${broken.seq} of its stream)` : '';
}

function summaryOf(checked: readonly Checked[] | undefined): string {
  if (!checked) return 'checking …';
  if (checked.length === 0) return 'empty';
  const count = `${checked.length} ${checked.length === 1 ? 'event' : 'events'}`;
  return isWhole(checked) ? `${count}, chain whole` : `${count}, chain broken`;
}
