import { z } from 'zod';
import { type Duration, risks, type StageKind, type StageRule } from '../domain/catalog.js';
import { nearest, shown } from './problems.js';

/** Every value of a file as a schema whose messages say what is wrong and the remedy. */

/** A value that `read` understands; it throws a sentence otherwise. Absence is told apart. */
const value = <T>(missing: string, read: (given: unknown) => T) =>
  z.unknown().transform((given, context) => {
    try {
      if (given === undefined || given === null) throw new Error(`is missing. ${missing}`);
      return read(given);
    } catch (error) {
      context.addIssue({ code: 'custom', message: (error as Error).message });
      return z.NEVER;
    }
  });

// Control characters, line ends of every kind, and marks that turn the direction of what is read.
const unprintable = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;

function readLine(given: unknown, remedy: string): string {
  if (typeof given === 'number' || typeof given === 'boolean') {
    throw new Error(`${shown(given)} is not read as text. Put it in quotes: "${given}".`);
  }
  if (typeof given !== 'string') throw new Error(`${shown(given)} is not a text. ${remedy}`);
  const text = given.trim();
  if (text === '') throw new Error(`is empty. ${remedy}`);
  if (unprintable.test(text)) {
    throw new Error(`${shown(text)} has a line end or another control character. Write it on one line.`);
  }
  return text;
}

export const line = (remedy: string) => value(remedy, (given) => readLine(given, remedy));

const idRemedy = 'Write lower-case letters, digits and -, e.g. figma.';
export const id = value(idRemedy, (given) => {
  const text = readLine(given, idRemedy);
  if (!/^[a-z0-9-]+$/.test(text)) throw new Error(`${shown(text)} is not an id. ${idRemedy}`);
  if (text.length > 64) throw new Error(`${shown(text)} is too long for an id. Write at most 64 characters.`);
  return text;
});

const emailRemedy = 'Write an e-mail address, e.g. dana@example.com.';
export const email = value(emailRemedy, (given) => {
  const text = readLine(given, emailRemedy).toLowerCase();
  if (!z.email().safeParse(text).success) throw new Error(`${shown(text)} is not an e-mail address. ${emailRemedy}`);
  return text;
});

export function oneOf<const Words extends readonly string[]>(what: string, words: Words) {
  const remedy = `Write one of ${words.join(', ')}.`;
  return value(remedy, (given): Words[number] => {
    const found = words.find((word) => word === given);
    if (found !== undefined) return found;
    const near = typeof given === 'string' ? nearest(given, words) : undefined;
    throw new Error(
      `${shown(given)} is not a ${what}. ${near ? `Write ${near}, or another of` : 'Write one of'} ${words.join(', ')}.`,
    );
  });
}

const secondsIn = { s: 1, m: 60, h: 3600, d: 86_400 } as const;
const tenYears = 3650 * secondsIn.d;
const durationRemedy = 'Write <n>s, <n>m, <n>h, <n>d or permanent, e.g. 7d.';

export const duration = value(durationRemedy, readDuration);

const endRemedy = 'Write <n>s, <n>m, <n>h or <n>d, e.g. 3d.';
/** A duration that has an end. */
export const span = value(endRemedy, (given) => {
  const read = readDuration(given);
  if (read === 'permanent') throw new Error(`permanent has no end. ${endRemedy}`);
  return read;
});

function readDuration(given: unknown): Duration {
  if (given === 'permanent') return given;
  const [, digits, unit] = /^(\d+)([smhd])$/.exec(typeof given === 'string' ? given : '') ?? [];
  if (digits === undefined || unit === undefined)
    throw new Error(`${shown(given)} is not a duration. ${durationRemedy}`);
  const seconds = Number(digits) * secondsIn[unit as keyof typeof secondsIn];
  if (seconds === 0) throw new Error(`${shown(given)} is over at once. Write at least 1s.`);
  if (seconds > tenYears)
    throw new Error(`${shown(given)} is longer than ten years. Write permanent, or at most 3650d.`);
  return seconds;
}

/** As a file would say it: 86400 is 24h, 2592000 is 30d. */
export function spoken(seconds: number): string {
  if (seconds > secondsIn.d && seconds % secondsIn.d === 0) return `${seconds / secondsIn.d}d`;
  if (seconds % secondsIn.h === 0) return `${seconds / secondsIn.h}h`;
  return seconds % secondsIn.m === 0 ? `${seconds / secondsIn.m}m` : `${seconds}s`;
}

export const trueOrFalse = z.boolean({
  error: ({ input }) => `${shown(input)} is neither true nor false. Write one of them.`,
});

export const list = <T extends z.ZodType>(item: T, remedy: string) =>
  z.array(item, {
    error: ({ input }) =>
      input === undefined || input === null ? `is missing. ${remedy}` : `${shown(input)} is not a list. ${remedy}`,
  });

/** A list that holds at least one. */
export const some = <T extends z.ZodType>(item: T, remedy: string) =>
  list(item, remedy).min(1, { error: `is empty. ${remedy}` });

const stageKinds = ['manager', 'owner', 'security'] as const satisfies readonly StageKind[];
const approvalRemedy = 'Write auto, or stages in order out of manager, owner and security, e.g. [security, owner].';

export const approval = value(approvalRemedy, (given): 'auto' | StageRule[] => {
  if (given === 'auto') return given;
  if (!Array.isArray(given)) throw new Error(`${shown(given)} is not an approval. ${approvalRemedy}`);
  if (given.length === 0) throw new Error(`has no stage. ${approvalRemedy}`);
  const stages = given.map(readStage);
  const twice = stages.find(({ kind }, index) => stages.findIndex((one) => one.kind === kind) !== index);
  if (twice) throw new Error(`says ${twice.kind} twice. Name a stage once; { ${twice.kind}: 2 } asks for two people.`);
  return stages;
});

function readStage(given: unknown): StageRule {
  const [entry, ...others] =
    typeof given === 'object' && given !== null ? Object.entries(given) : [[given, 1] as const];
  const [name, quorum] = entry ?? [given, 1];
  const kind = stageKinds.find((one) => one === name);
  if (!kind || others.length > 0) throw new Error(`${shown(name)} is not a stage. ${approvalRemedy}`);
  if (!Number.isInteger(quorum) || quorum < 1 || quorum > 20) {
    throw new Error(
      `${shown(quorum)} is not a number of people. Write a whole number from 1 to 20, e.g. { ${kind}: 2 }.`,
    );
  }
  return { kind, quorum };
}

export const risk = oneOf('risk', risks);
