import type { HouseEvent } from '../domain/events.js';
import { plural } from '../domain/wording.js';
import { type Message, providerTitle } from './asked.js';
import { named, section } from './blocks.js';

type Held = Extract<HouseEvent, { type: 'leavers.held' }>;

/** What admins are told when more people seem to have left than is believed without asking. */
export function leaversHeldMessage({ directory, found, known }: Held): Message {
  const title = titles[directory] ?? directory;
  const text = `${named(title)} says that ${plural(found, 'person', 'people')} of ${known} have left. Nobody was touched.`;
  const next = [
    'That is more than Latchkey believes without asking: their requests would be withdrawn and their access ended.',
    'If it is true, type `/access confirm leavers`.',
    `If not, look at ${named(title)} and at what Latchkey's credential there may read. Latchkey looks again every few hours, and this is over when the number is small.`,
  ];
  return { text, blocks: [section(`*${text}*`), section(next.join('\n'))] };
}

const titles: Readonly<Record<string, string>> = providerTitle;
