import type { Answer, Ask, Route } from '../http.js';
import type { Actor } from './events.js';

/** An operation that knows in whose name it is done. */
export type Guarded = Omit<Route, 'answer'> & { readonly answer: (ask: Ask, actor: Actor) => Answer };

export const base = '/admin/directory/v1';
