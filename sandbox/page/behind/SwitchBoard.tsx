import { useState } from 'react';
import type { Behind, Switch, Switches } from '../../web/contract.js';
import { Section } from './Section.js';
import { effectsOf, isChosen, type SwitchRow, switchRows } from './switches.js';

type Props = {
  readonly switches: Switches;
  readonly calls: Behind['calls'];
  readonly bot: Behind['bot'];
  flip(change: Switch): Promise<void>;
};

export function SwitchBoard({ switches, calls, bot, flip }: Props) {
  const [pending, setPending] = useState<keyof Switches>();
  const effects = effectsOf({ switches, calls });
  const turn = async (key: keyof Switches, change: Switch) => {
    setPending(key);
    await flip(change);
    setPending(undefined);
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
            state={pending === row.key ? 'turning' : 'still'}
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
  readonly state: 'turning' | 'still';
  turn(key: keyof Switches, change: Switch): void;
};

function SwitchChoice({ row, switches, state, turn }: ChoiceProps) {
  return (
    <fieldset className="switch" aria-busy={state === 'turning'}>
      <legend>{row.title}</legend>
      <div className="choices">
        {row.choices.map((choice) => (
          <label key={choice.words} className={choice.effect ? 'choice wrong' : 'choice'}>
            <input
              type="radio"
              name={`switch-${row.key}`}
              aria-label={`${row.title}: ${choice.words}`}
              checked={isChosen(choice, switches)}
              disabled={state === 'turning'}
              onChange={() => turn(row.key, choice.change)}
            />
            <span>{choice.words}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
