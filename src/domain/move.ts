import type { SealedText } from './request.js';

/**
 * What somebody did in Jira, by Jira's own ids: `move:<entry of the changelog>`, or `approval:<id>:<account>`.
 * Each counts once.
 */
export type Move = string;

/**
 * Why a move counted for nothing: an app or automation made it, or an account that is nobody of the directory; policy
 * has this decided in Slack only; the same check as behind a click in Slack refused it; or it says what is not so.
 */
export const moveRefusals = ['notAPerson', 'unbound', 'slackOnly', 'refused', 'notSo'] as const;
export type WhyRefused = (typeof moveRefusals)[number];

export type MoveEvent =
  /** `says` is what its author reads in the issue, `account` Jira's, `by` the person where the account is bound. */
  | {
      type: 'request.moveRefused';
      id: string;
      move: Move;
      account: string;
      by?: string;
      why: WhyRefused;
      says: SealedText;
    }
  /** It was put back so often that something must be doing this by itself: it is left as it is, and the owner is told. */
  | { type: 'request.moveLeft'; id: string; move: Move; account: string };

export type MoveCommand =
  | {
      type: 'request.refuseMove';
      id: string;
      move: Move;
      account: string;
      by?: string;
      why: WhyRefused;
      says: SealedText;
    }
  | { type: 'request.leaveMove'; id: string; move: Move; account: string };

/** What is said about a move changes nothing about the request. */
export function decideMove(command: MoveCommand): MoveEvent {
  if (command.type === 'request.leaveMove') return { ...command, type: 'request.moveLeft' };
  return { ...command, type: 'request.moveRefused' };
}
