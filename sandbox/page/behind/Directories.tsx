import type { Behind } from '../../web/contract.js';
import { Avatar } from '../shell/Avatar.js';
import { type Coming, groupKey } from './comings.js';
import { Section } from './Section.js';
import { useComings } from './useComings.js';

type Props = { readonly directories: Behind['directories']; nameOf(member: string): string };
type Group = Behind['directories'][number]['groups'][number];

export function Directories({ directories, nameOf }: Props) {
  const comings = useComings(directories);
  return directories.map(({ name, groups }) => {
    const news = new Map(groups.map((one) => [one.name, newsIn(comings, groupKey(name, one.name))] as const));
    const isEmpty = (one: Group) => one.members.length === 0 && news.get(one.name)?.length === 0;
    const empty = groups.filter(isEmpty);
    return (
      <Section
        key={name}
        name={`directory.${name}`}
        title={`${name}: groups`}
        summary={counted(groups.length, 'group')}
      >
        <ul className="groups" aria-label={`Groups in ${name}`}>
          {groups
            .filter((one) => !isEmpty(one))
            .map((one) => (
              <GroupRow key={one.name} group={one} news={news.get(one.name) ?? []} nameOf={nameOf} />
            ))}
        </ul>
        {empty.length > 0 && (
          <p className="quiet">
            Nobody is in{' '}
            {empty.map((one, index) => (
              <span key={one.name}>
                {index > 0 && ', '}
                <code>{one.name}</code>
              </span>
            ))}
            .
          </p>
        )}
      </Section>
    );
  });
}

type RowProps = { readonly group: Group; readonly news: readonly Coming[]; nameOf(member: string): string };

function GroupRow({ group, news, nameOf }: RowProps) {
  const came = new Set(news.filter(({ what }) => what === 'came').map(({ member }) => member));
  const left = news.filter(({ what }) => what === 'left');
  return (
    <li className={news.length > 0 ? 'group just-changed' : 'group'}>
      <code className="group-name">{group.name}</code>
      <ul className="members" aria-label={`Members of ${group.name}`}>
        {group.members.map((member) => (
          <li key={member} className={came.has(member) ? 'member came' : 'member'}>
            <Avatar name={nameOf(member)} size={20} />
            {nameOf(member)}
            {came.has(member) && <strong> just came</strong>}
          </li>
        ))}
        {left.map(({ member }) => (
          <li key={`left ${member}`} className="member left">
            <Avatar name={nameOf(member)} size={20} />
            <s>{nameOf(member)}</s>
            <strong> just left</strong>
          </li>
        ))}
      </ul>
    </li>
  );
}

const newsIn = (comings: readonly Coming[], group: string) => comings.filter((one) => one.group === group);
const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;
