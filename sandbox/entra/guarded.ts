import type { Answer, Ask, Route } from '../http.js';
import type { Caller } from './door.js';

/** An operation that knows in whose name it is done, and what they may do. */
export type Guarded = Omit<Route, 'answer'> & { readonly answer: (ask: Ask, caller: Caller) => Answer };
