import type { Policy } from './catalog.js';
import { type Refusal, refuse } from './refusal.js';

export const evidenceFormats = ['csv', 'json', 'bundle', 'report'] as const;
export type EvidenceFormat = (typeof evidenceFormats)[number];

/** What evidence is asked for. It stands in an event, so it names a person by id. */
export type EvidenceQuery = {
  /** Inclusive. */
  readonly from: string;
  /** Exclusive. */
  readonly until: string;
  readonly app?: string;
  /** Who asked, got, decided, gave back or took away. */
  readonly person?: string;
  readonly request?: string;
};

/** How many requests the file has, and out of how many. */
export type Population = {
  /** Asked before the period was over, and not over before it began. */
  readonly matching: number;
  /** The same, whatever the app and the person. */
  readonly inPeriod: number;
  readonly onRecord: number;
};

export type EvidenceFile = { readonly name: string; readonly sha256: string; readonly bytes: number };

/** Where one came from: `slack` is the form behind /access evidence, `cli` the command of whoever runs Latchkey. */
export type EvidenceThrough = 'slack' | 'cli';

const dayOnly = /^\d{4}-\d{2}-\d{2}$/;
const moment = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/;
const dayLong = 24 * 3600 * 1000;

/**
 * From the first word to the second. A day alone is a whole day in UTC, the last one included; with a time of day and
 * its zone it is that very moment, and the last one is not included.
 */
export function periodOf(from: string, to: string): Refusal | Pick<EvidenceQuery, 'from' | 'until'> {
  const [begin, end] = [readMoment(from, 0), readMoment(to, dayLong)];
  if (!begin || !end) {
    const wrong = begin ? to : from;
    return refuse(`“${wrong.slice(0, 40)}” is no day. Write it as 2026-01-31, or as 2026-01-31T17:00Z.`);
  }
  if (begin >= end) return refuse('The period ends before it begins. Exchange the two days.');
  return { from: begin.toISOString(), until: end.toISOString() };
}

function readMoment(text: string, later: number): Date | undefined {
  const isDay = dayOnly.test(text);
  if (!isDay && !moment.test(text)) return undefined;
  const date = new Date(isDay ? `${text}T00:00:00Z` : text);
  // JavaScript makes of the 31st of February the 3rd of March.
  if (Number.isNaN(date.getTime()) || (isDay && date.toISOString().slice(0, 10) !== text)) return undefined;
  return new Date(date.getTime() + (isDay ? later : 0));
}

export const mayTakeEvidence = (
  { admins, auditors = [] }: Pick<Policy, 'admins' | 'auditors'>,
  email: string,
): boolean => admins.includes(email) || auditors.includes(email);
