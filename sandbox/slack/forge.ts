import { asText, type Json } from './json.js';
import { eventPayload } from './payloads.js';
import type { Signature, Stage } from './stage.js';
import type { DeliveryAnswer } from './workspace.js';

/** What the app answered to something that Slack never sent. */
export type Forged = DeliveryAnswer;

export type Forge = {
  /** A raw interaction payload, delivered as it is. */
  interaction(payload: Json, signature?: Signature): Promise<Forged>;
  /** The raw fields of a command. */
  command(fields: Json, signature?: Signature): Promise<Forged>;
  /** A raw event; given only the inner event, the envelope is made for it. */
  event(event: Json, signature?: Signature): Promise<Forged>;
  /** A trigger that is valid for this person, to make a forged payload look right. */
  trigger(user: string): string;
};

export function createForge(stage: Stage): Forge {
  return {
    interaction: (payload, signature) =>
      stage.deliver({ kind: 'interaction', name: asText(payload.type), payload, signature }),
    command: (payload, signature) =>
      stage.deliver({ kind: 'command', name: asText(payload.command), payload, signature }),
    event: (event, signature) => {
      const payload = event.event === undefined ? eventPayload(stage.workspace, event) : event;
      return stage.deliver({ kind: 'event', name: asText(event.type), payload, signature });
    },
    trigger: (user) => stage.triggers.issue(user),
  };
}
