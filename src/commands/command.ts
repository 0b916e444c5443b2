import type { Message } from '../views/asked.js';
import { saying } from '../views/who.js';
import { faultInWords } from './answer.js';
import type { Deps } from './deps.js';

/** An answer that only the person who typed can see. */
export type Reply = (message: Message & { response_type: 'ephemeral' }) => Promise<unknown>;

/** Answers with what `work` finds out; a fault is an answer too. */
export async function reply({ log }: Pick<Deps, 'log'>, respond: Reply, work: () => Promise<Message>): Promise<void> {
  const message = await work().catch((error: unknown) => {
    log.error({ err: error }, 'A command could not be answered');
    return saying(faultInWords(error));
  });
  await respond({ ...message, response_type: 'ephemeral' });
}

/** Whether the same thing was delivered before. In doubt it was not: an answer twice is better than none. */
export async function isRepetition({ store, house, log }: Pick<Deps, 'store' | 'house' | 'log'>, key: string) {
  try {
    return !(await store.deliveries.isFirst(key, house.now()));
  } catch (error) {
    log.warn({ err: error }, 'Whether something was delivered before is not known');
    return false;
  }
}
