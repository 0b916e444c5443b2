import { z } from 'zod';

/** What a person entered into a view, as Slack sends it. Whatever does not look like it counts as not entered. */
export type Entered = {
  /** The value of a select. */
  chosen(blockId: string, actionId: string): string | undefined;
  typed(blockId: string, actionId: string): string | undefined;
  /** `2026-01-31`, from a date picker. */
  dated(blockId: string, actionId: string): string | undefined;
  /** The Slack id of who was picked. */
  user(blockId: string, actionId: string): string | undefined;
  /** Whether the view has this field at all, be it empty. */
  has(blockId: string): boolean;
  readonly blockIds: readonly string[];
};

const shape = z.object({ state: z.object({ values: z.record(z.string(), z.record(z.string(), z.unknown())) }) });
const choice = z.object({ selected_option: z.object({ value: z.string() }) });
const text = z.object({ value: z.string() });
const date = z.object({ selected_date: z.string() });
const user = z.object({ selected_user: z.string().regex(/^[UW]\w{1,30}$/) });

export function readEntered(view: unknown): Entered {
  const read = shape.safeParse(view);
  const values = read.success ? read.data.state.values : {};
  const at = (blockId: string, actionId: string): unknown =>
    Object.hasOwn(values, blockId) ? values[blockId]?.[actionId] : undefined;
  return {
    chosen: (blockId, actionId) => choice.safeParse(at(blockId, actionId)).data?.selected_option.value,
    typed: (blockId, actionId) => text.safeParse(at(blockId, actionId)).data?.value,
    dated: (blockId, actionId) => date.safeParse(at(blockId, actionId)).data?.selected_date,
    user: (blockId, actionId) => user.safeParse(at(blockId, actionId)).data?.selected_user,
    has: (blockId) => Object.hasOwn(values, blockId),
    blockIds: Object.keys(values),
  };
}
