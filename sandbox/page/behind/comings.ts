import type { Behind } from '../../web/contract.js';

/** Somebody who came into a group or left it while the page was looking. */
export type Coming = {
  readonly group: string;
  readonly member: string;
  readonly what: 'came' | 'left';
  readonly at: number;
};

type Directories = Behind['directories'];

/** How long it stays highlighted. */
export const freshFor = 12_000;

export function comingsBetween(before: Directories, after: Directories, now: number): Coming[] {
  const old = membersByGroup(before);
  return [...membersByGroup(after)].flatMap(([group, members]) => {
    const were = old.get(group) ?? members;
    const came = members.filter((member) => !were.includes(member));
    const left = were.filter((member) => !members.includes(member));
    return [
      ...came.map((member) => ({ group, member, what: 'came', at: now }) as const),
      ...left.map((member) => ({ group, member, what: 'left', at: now }) as const),
    ];
  });
}

const membersByGroup = (directories: Directories) =>
  new Map(
    directories.flatMap(({ name, groups }) => groups.map((one) => [groupKey(name, one.name), one.members] as const)),
  );

export const groupKey = (directory: string, group: string): string => `${directory}/${group}`;
