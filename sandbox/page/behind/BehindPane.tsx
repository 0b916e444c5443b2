import type { Act, Acted, Behind, PersonOnScreen, Switch } from '../../web/contract.js';
import { CrossIcon } from '../shell/icons.js';
import './acting.css';
import './behind.css';
import './happenings.css';
import './record.css';
import './things.css';
import { Calls } from './Calls.js';
import { Directories } from './Directories.js';
import { Issues } from './Issues.js';
import { News } from './News.js';
import { SwitchBoard } from './SwitchBoard.js';
import { Trail } from './Trail.js';
import type { Headline } from './useNews.js';

export type BehindProps = {
  readonly behind: Behind | undefined;
  readonly headlines: readonly Headline[];
  /** Whose record is looked at; the newest request's when nothing was chosen. */
  readonly chosen: string | undefined;
  choose(request: string | undefined): void;
  nameOf(member: string): string;
  /** Whoever is acted as, once they are on the screen. */
  readonly me: PersonOnScreen | undefined;
  act(act: Act): Promise<Acted>;
  flip(change: Switch): Promise<void>;
  close(): void;
};

export function BehindPane({ behind, headlines, chosen, choose, nameOf, me, act, flip, close }: BehindProps) {
  return (
    <div className="behind">
      <header className="behind-top">
        <h2>Behind the scenes</h2>
        <button type="button" className="plain close-behind" onClick={close} aria-label="Close behind the scenes">
          <CrossIcon />
        </button>
      </header>
      {!behind ? (
        <p className="quiet waiting">Looking behind the scenes …</p>
      ) : (
        <div className="parts">
          <SwitchBoard switches={behind.switches} calls={behind.calls} bot={behind.bot} flip={flip} />
          <News headlines={headlines} />
          <Directories directories={behind.directories} nameOf={nameOf} />
          <Issues issues={behind.issues} me={me} act={act} />
          <Trail requests={behind.requests} trail={behind.trail} chosen={chosen} choose={choose} />
          <Calls calls={behind.calls} />
        </div>
      )}
    </div>
  );
}
