import { idOf, type Tampering } from './tamper.js';
import type { Checked } from './useVerdicts.js';

type Props = {
  readonly checked: readonly Checked[];
  readonly tampering: Tampering;
  setTampering(tampering: Tampering | undefined): void;
};

/** What has just been tried, what came of it, and what one could try next. */
export function TamperNote({ checked, tampering, setTampering }: Props) {
  const event = checked.find((one) => idOf(one.event) === tampering.event)?.event;
  if (!event) return null;
  const name = `${event.type} #${event.seq}`;
  return (
    <div className="tamper-note" role="status">
      <p>{storyOf(name, tampering, checked)}</p>
      {tampering.how === 'changed' && (
        <button
          type="button"
          className="small"
          onClick={() => setTampering({ event: tampering.event, how: 'changedWithHash' })}
        >
          Forge its hash too
        </button>
      )}
      <button type="button" className="small" onClick={() => setTampering(undefined)}>
        Put it back
      </button>
    </div>
  );
}

function storyOf(name: string, { how }: Tampering, checked: readonly Checked[]): string {
  switch (how) {
    case 'changed':
      return `In a copy, ${name} now says that somebody else did it. Its hash no longer fits.`;
    case 'changedWithHash':
      return checked.some(({ verdict }) => verdict === 'doesNotFollow')
        ? `With a new hash ${name} fits by itself, but what comes after it no longer follows from it.`
        : `${name} is the last of its stream, so nothing follows that would give it away: a copy of the newest hash has to be kept somewhere else as well.`;
  }
}
