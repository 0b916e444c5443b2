import type { WebClient } from '@slack/web-api';
import type { Anchored, AnchorPlace } from '../anchors/port.js';
import { noticeFor, type Reference } from '../jira/mirror.js';
import type { JiraClient } from '../jira/port.js';
import type { Store } from '../store/store.js';
import { findComment } from './mirrorComment.js';
import { isSurelyUnmade as isUnmadeInJira } from './mirrorIssue.js';
import { onlyOnce } from './onlyOnce.js';
import { isSurelyUnmade } from './slackErrors.js';
import { createSlackMessages } from './slackMessages.js';

type Needs = { readonly store: Store; readonly now: () => Date };

/** What everybody who reads it can compare later, word for word. */
const wordsFor = ({ number, hash, body, signature }: Anchored): string =>
  `Checkpoint ${number} of Latchkey's audit trail: ${hash}. Signed: ${body} ${signature}`;

/** An issue that keeps every checkpoint as a comment. Whoever runs Latchkey should not be able to change it. */
export function createIssueAnchor(needs: Needs, jira: JiraClient, key: string): AnchorPlace {
  const referenceOf = ({ number }: Anchored): Reference => ({ stream: 'checkpoint', mark: `#${number}` });
  return {
    name: 'jira',
    takes: 'newest',
    async put(checkpoint) {
      const made = await onlyOnce(needs, {
        id: `checkpoint:jira:${checkpoint.number}`,
        kind: 'comment',
        request: 'checkpoint',
        look: () => findComment(jira, key, referenceOf(checkpoint)),
        make: async () => ({
          place: key,
          mark: await jira.comment(key, noticeFor(wordsFor(checkpoint), referenceOf(checkpoint)), 'internal'),
        }),
        isSurelyUnmade: isUnmadeInJira,
      });
      return { reference: `${made.place} ${made.mark}` };
    },
  };
}

/**
 * A channel with witnesses. The bot reads channels only where it was given the right to, and never needs it for this: so
 * after a lost answer the same line may stand there twice, which does no harm.
 */
export function createChannelAnchor(needs: Needs, client: WebClient, channel: string): AnchorPlace {
  const messages = createSlackMessages(client, needs.now);
  return {
    name: 'slack',
    takes: 'newest',
    async put(checkpoint) {
      const id = `checkpoint:slack:${checkpoint.number}`;
      const make = () => messages.post({ channel, id, text: wordsFor(checkpoint) });
      const look = async () => undefined;
      const made = await onlyOnce(needs, { id, kind: 'line', request: 'checkpoint', look, make, isSurelyUnmade });
      return { reference: `${made.place} ${made.mark}` };
    },
  };
}
