import type { ModalView } from '@slack/types';
import type { Deps, Shown } from './deps.js';
import { slackErrorOf } from './edge.js';

/** Views on the screen: opened at once, redrawn later, and no harm done when the person has closed them meanwhile. */

/** Opens a modal, or puts it on the one that is open. Nothing when Slack would not have it. */
export async function opened(
  { slack, log }: Deps,
  trigger: { triggerId: string; slackId: string; isInModal?: boolean },
  view: ModalView,
): Promise<{ viewId: string; hash?: string } | undefined> {
  const show = trigger.isInModal ? slack.views.push : slack.views.open;
  try {
    const shown = await show({ trigger_id: trigger.triggerId, view });
    return handleOf(shown);
  } catch (error) {
    const said = slackErrorOf(error);
    // The same press delivered twice: the first one has opened the form.
    if (said === 'exchanged_trigger_id') return undefined;
    log.warn({ err: error, said }, 'A form could not be opened');
    await told({ slack, log }, trigger.slackId, 'Slack did not let me open the form in time. Please try once more.');
    return undefined;
  }
}

const handleOf = ({ view }: Shown): { viewId: string; hash?: string } | undefined =>
  view?.id ? { viewId: view.id, ...(view.hash && { hash: view.hash }) } : undefined;

export type Redraw = { readonly viewId: string; readonly hash?: string; readonly view: ModalView };

/** `conflict`: it was redrawn by somebody else since; `gone`: it is no longer open. */
export async function redrawn(
  { slack }: Pick<Deps, 'slack'>,
  { viewId, hash, view }: Redraw,
): Promise<{ readonly hash?: string } | 'conflict' | 'gone'> {
  try {
    const shown = await slack.views.update({ view_id: viewId, ...(hash && { hash }), view });
    return { ...(shown.view?.hash && { hash: shown.view.hash }) };
  } catch (error) {
    const said = slackErrorOf(error);
    if (said === 'hash_conflict') return 'conflict';
    if (said === 'not_found' || said === 'view_not_found' || said === 'view_closed') return 'gone';
    throw error;
  }
}

/** A line in somebody's DM. */
export async function told({ slack, log }: Pick<Deps, 'slack' | 'log'>, slackId: string, text: string): Promise<void> {
  try {
    await slack.chat.postMessage({ channel: slackId, text });
  } catch (error) {
    log.warn({ err: error }, 'A line could not be posted');
  }
}

/** Asks whether this is still the latest change in a view: an earlier one must not draw over it. */
export type IsLatest = () => boolean;

export type Latest = {
  /** By Slack's own count of presses (`at`), for they may come in another order, and twice. */
  changed(viewId: string, at: string): IsLatest;
  /** What was looked up for the form is late now: drawn over the answer, it would wipe it off the screen. */
  submitted(viewId: string): void;
};

export function createLatest(remembered = 1_000): Latest {
  const latest = new Map<string, { readonly at: string }>();
  const remember = (viewId: string, at: string) => {
    const change = { at };
    latest.delete(viewId);
    latest.set(viewId, change);
    const [oldest] = latest.keys();
    if (latest.size > remembered && oldest !== undefined) latest.delete(oldest);
    return change;
  };
  return {
    changed(viewId, at) {
      const known = latest.get(viewId);
      if (Number(at) < Number(known?.at ?? 0)) return () => false;
      const change = known?.at === at ? known : remember(viewId, at);
      return () => latest.get(viewId) === change;
    },
    submitted(viewId) {
      const known = latest.get(viewId);
      if (known) remember(viewId, known.at);
    },
  };
}
