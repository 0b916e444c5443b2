import type { KnownBlock } from '@slack/types';
import type { Request } from '../domain/request.js';
import { durationInWords, plural, timeAgo } from '../domain/wording.js';
import type { Message } from './asked.js';
import { context, moment, named, section } from './blocks.js';
import { extendButton } from './standing.js';
import { type Holding, untilWords } from './who.js';

/** The answer to `/access mine`. The Home tab shows all of it; this shows as much as a message bears. */

export type Asking = { readonly request: Request; readonly app: string; readonly role: string };
export type Mine = { readonly active: readonly Holding[]; readonly pending: readonly Asking[]; readonly now: Date };

const shown = 15;

export function mineMessage({ active, pending, now }: Mine): Message {
  return {
    text: `You have ${plural(active.length, 'active access', 'active accesses')} and ${plural(pending.length, 'pending request')}.`,
    blocks: [
      section('*Active access*'),
      ...(active.length === 0 ? [section('Nothing at the moment. Type `/access` to ask.')] : []),
      ...active.slice(0, shown).map((holding) => activeBlock(holding, now)),
      ...more(active),
      section('*Pending requests*'),
      ...(pending.length === 0 ? [section('Nothing is waiting for an answer.')] : []),
      ...pending.slice(0, shown).map((asking) => pendingBlock(asking, now)),
      ...more(pending),
    ],
  };
}

function activeBlock({ assignment, app, role }: Holding, now: Date): KnownBlock {
  const canExtend = assignment.status === 'active' && assignment.endsAt !== undefined;
  return section(
    `*${named(role)}* in *${named(app)}*\n${untilWords(assignment, now)}`,
    canExtend ? extendButton(assignment) : undefined,
  );
}

function pendingBlock({ request, app, role }: Asking, now: Date): KnownBlock {
  const longer = request.extends ? ' more' : '';
  const since = `Asked ${moment(request.submittedAt)} (${timeAgo(request.submittedAt, now)})`;
  const state = request.status === 'approved' ? `${since}. Approved, and on its way.` : since;
  return section(`*${named(role)}* in *${named(app)}* (${durationInWords(request.duration)}${longer})\n${state}`);
}

const more = (all: readonly unknown[]): KnownBlock[] =>
  all.length > shown ? [context(`${all.length - shown} more are on Latchkey's Home tab.`)] : [];
