import { useEffect, useRef } from 'react';
import type { PersonOnScreen } from '../../web/contract.js';
import { Avatar } from './Avatar.js';

type Props = { readonly people: readonly PersonOnScreen[]; readonly as: string; become(key: string): void };

/** Act as anybody. Arrow keys go from one to the next; Alt and a digit goes straight there. */
export function PeopleSwitcher({ people, as, become }: Props) {
  useShortcuts(people, become);
  const strip = useRef<HTMLFieldSetElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: whoever was just chosen, by whatever way, has to be seen.
  useEffect(() => {
    const chosen = strip.current?.querySelector('.person:has(:checked)');
    chosen?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [as]);
  return (
    <fieldset className="people" ref={strip}>
      <legend className="unseen">Act as</legend>
      {people.map((person, index) => (
        <label key={person.key} className="person" title={`${inWords(person)} (Alt+${index + 1})`}>
          <input
            type="radio"
            name="act-as"
            aria-label={`${inWords(person)}${unreadWords(person)}`}
            aria-keyshortcuts={index < 9 ? `Alt+${index + 1}` : undefined}
            checked={person.key === as}
            onChange={() => become(person.key)}
          />
          <span className="face">
            <Avatar name={person.name} />
            {person.unread > 0 && <span className="badge">{person.unread > 99 ? '99+' : person.unread}</span>}
          </span>
          <span className="first-name">{person.name.split(' ')[0]}</span>
        </label>
      ))}
    </fieldset>
  );
}

const inWords = ({ name, title, part }: PersonOnScreen): string => [name, title, part].filter(Boolean).join(', ');
const unreadWords = ({ unread }: PersonOnScreen): string => (unread > 0 ? `, ${unread} unread` : '');

function useShortcuts(people: readonly PersonOnScreen[], become: (key: string) => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const digit = /^Digit([1-9])$/.exec(event.code)?.[1];
      const person = digit && people[Number(digit) - 1];
      if (!person || !event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      become(person.key);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [people, become]);
}
