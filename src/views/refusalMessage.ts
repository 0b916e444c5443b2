import type { Message } from './asked.js';
import { escaped, section } from './blocks.js';

/** What a person is told when what they pressed cannot be. */
export const refusalMessage = (says: string): Message => ({
  text: escaped(says),
  blocks: [section(escaped(says))],
});
