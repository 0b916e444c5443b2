import { escaped, quoted } from './blocks.js';

/**
 * What a person is told when what they pressed cannot be.
 * @param typed what they had written into a form, so that it is not lost with it.
 */
export const refusalMessage = (says: string, typed?: string): string =>
  typed ? `${escaped(says)}\nYou had written:\n${quoted(typed)}` : escaped(says);
