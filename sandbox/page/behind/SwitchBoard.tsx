import { useState } from 'react';
import type { Behind, Switch, Switches } from '../../web/contract.js';
import { Section } from './Section.js';
import { effectsOf, isChosen, type SwitchRow, switchRows } from './switches.js';

type Turning = { readonly key: keyof Switches; readonly change: Switch };

type Props = {
  readonly switches: Switches;
  readonly calls: Behind['calls'];
  readonly bot: Behind['bot'];
  flip(change: Switch): Promise<void>;
};

export function SwitchBoard({ switches, calls, bot, flip }: Props) {
  const [turning, setTurning] = useState<Turning>();
  const effects = effectsOf({ switches, calls });
  const turn = async (key: keyof Switches, change: Switch) => {
    setTurning({ key, change });
    await flip(change);
    setTurning(undefined);
  };
  return (
    <Section name="switches" title="What goes wrong" summary={effects.length === 0 ? 'nothing' : 'see below'}>
      <div className="switches">
        {switchRows.map((row) => (
          <SwitchChoice
            key={row.key}
            row={row}
            switches={switches}
            turn={turn}
            wanted={turning?.key === row.key ? turning.change : undefined}
          />
        ))}
      </div>
      {effects.map((effect) => (
        <p key={effect} className="effect">
          {effect}
        </p>
      ))}
      <p className="bot-state">
        Latchkey is <strong className={bot.status === 'up' ? 'good' : 'bad'}>{botWords[bot.status]}</strong>
      </p>
    </Section>
  );
}

const botWords: Readonly<Record<Behind['bot']['status'], string>> = {
  up: 'up',
  starting: 'starting',
  down: 'down',
};

type ChoiceProps = {
  readonly row: SwitchRow;
  readonly switches: Switches;
  /** Where it was just turned to, until that is so. */
  readonly wanted: Switch | undefined;
  turn(key: keyof Switches, change: Switch): void;
};

function SwitchChoice({ row, switches, wanted, turn }: ChoiceProps) {
  return (
    <fieldset className="switch" aria-busy={wanted !== undefined}>
      <legend>{row.title}</legend>
      <div className="choices">
        {row.choices.map((choice) => (
          <label key={choice.words} className={choice.effect ? 'choice wrong' : 'choice'}>
            <input
              type="radio"
              name={`switch-${row.key}`}
              aria-label={`${row.title}: ${choice.words}`}
              checked={wanted ? choice.change === wanted : isChosen(choice, switches)}
              onChange={() => turn(row.key, choice.change)}
            />
            <span>{choice.words}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
