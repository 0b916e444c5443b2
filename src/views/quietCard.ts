import { plural } from '../domain/wording.js';
import type { Message, Named } from './asked.js';
import { actions, button, moment, named, section } from './blocks.js';
import type { Told } from './driftCard.js';

/** A button that opens the form "Explain"; its value is the app's id. */
export const explainAllAction = 'drift.explainAll.open';

/** What was changed outside in an app's groups of lower risk: one message a day, redrawn as there is more. */
export type QuietCard = {
  readonly app: { readonly id: string; readonly name: string };
  readonly provider: string;
  /** What waits for an answer, the newest first. */
  readonly changes: readonly QuietChange[];
  /** And so many more. */
  readonly more?: number;
};

export type QuietChange = {
  readonly kind: 'added' | 'removed';
  readonly whom?: Named;
  readonly group: string;
  readonly told?: Told;
  readonly foundAt: string;
};

export const quietlyShown = 10;

export function quietCard({ app, provider, changes, more: others = 0 }: QuietCard): Message {
  const total = changes.length + others;
  const count = plural(total, 'change');
  if (changes.length === 0) {
    const done = `All changes in the groups of *${named(app.name)}* outside Latchkey are explained.`;
    return { text: done.replaceAll('*', ''), blocks: [section(done)] };
  }
  const more = total > quietlyShown ? [`• and ${total - quietlyShown} more`] : [];
  return {
    text: `${named(app.name)}: ${count} outside Latchkey`,
    blocks: [
      section(
        `*${count}* in groups of *${named(app.name)}* in *${named(provider)}* ${total === 1 ? 'was' : 'were'} not made by Latchkey. These roles are of lower risk, so nothing is asked of you but a word on what it was; auditors read it.`,
      ),
      section([...changes.slice(0, quietlyShown).map(line), ...more].join('\n')),
      actions([button({ id: explainAllAction, text: 'Explain them', value: app.id })]),
    ],
  };
}

function line({ kind, whom, group, told, foundAt }: QuietChange): string {
  const who = whom ? named(whom.name) : 'Somebody whom the directory does not know';
  const what = kind === 'added' ? 'added to' : 'taken out of';
  const by = told ? ` by ${named(told.actor)}, ${moment(told.at)}` : `, found ${moment(foundAt)}`;
  return `• ${who}: ${what} ${named(group)}${by}`;
}
