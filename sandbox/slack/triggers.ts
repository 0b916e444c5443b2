import { randomBytes } from 'node:crypto';
import { invalidArguments, Refusal } from './refusal.js';

/** A trigger_id lets the app show one view, once, for three seconds. */
export type Trigger = { readonly user: string; readonly issuedAt: number; isUsed: boolean };
export type Triggers = {
  issue(user: string): string;
  /** Whose screen it opens; refuses what is malformed, unknown, used or too old. Does not use it up. */
  look(id: unknown): Trigger;
};

export function createTriggers(now: () => number, validMs: () => number): Triggers {
  const issued = new Map<string, Trigger>();
  return {
    issue: (user) => {
      const id = `${Math.floor(now())}.${issued.size + 1000}.${randomBytes(16).toString('hex')}`;
      issued.set(id, { user, issuedAt: now(), isUsed: false });
      return id;
    },
    look: (id) => {
      if (typeof id !== 'string' || !/^\d+\.\d+\.[\w-]+$/.test(id)) {
        throw invalidArguments('invalid `trigger_id` [json-pointer:/trigger_id]');
      }
      const trigger = issued.get(id);
      if (!trigger) throw new Refusal('invalid_trigger_id');
      if (trigger.isUsed) throw new Refusal('exchanged_trigger_id');
      if (now() - trigger.issuedAt > validMs()) throw new Refusal('expired_trigger_id');
      return trigger;
    },
  };
}
