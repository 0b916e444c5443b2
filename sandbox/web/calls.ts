import type { Call as HttpCall } from '../http.js';
import type { StandIns } from '../standIns.js';
import { callWords, type Names } from './callWords.js';
import type { Behind } from './contract.js';
import { slackCalls, slackDeliveries } from './slackCalls.js';

export type Told = Behind['calls'][number];

const MOST = 100;
const read = new Set(['browse', 'browseAll']);

type Vendor = keyof typeof callWords;

/** What was asked of each vendor and what it answered, in words, the newest last. */
export function callsOf({ slack, jira, ...directories }: StandIns): Told[] {
  const { okta, entra, google } = directories;
  const keys = new Map(jira.issues().map(({ id, key }) => [id, key]));
  const issue = (id: string) => keys.get(id) ?? id;
  const of = (vendor: Vendor, calls: readonly HttpCall[], person: Names['person']) =>
    calls.slice(-MOST).map((call) => tell(vendor, call, { person, issue }));
  const told = [
    ...slackCalls(slack),
    ...slackDeliveries(slack),
    ...of('okta', okta.calls, okta.nameOf),
    ...of('entra', entra.calls, entra.nameOf),
    ...of('google', google.calls, google.nameOf),
    // What a person reads in a browser is no call of the bot.
    ...of(
      'jira',
      jira.calls.filter(({ operation }) => !read.has(operation)),
      (id) => id,
    ),
  ];
  return told.sort((one, other) => one.at - other.at).slice(-MOST);
}

function tell(vendor: Vendor, call: HttpCall, names: Names): Told {
  const what = callWords[vendor](call, names)[call.operation] ?? `${call.method} ${call.path}`;
  return { vendor, what, answer: answerOf(call), at: Date.parse(call.at), isFault: call.fault !== undefined };
}

function answerOf({ status, fault, answer }: HttpCall): string {
  if (fault === 'down') return 'no answer';
  if (fault === 'loseAnswer') return 'done, but the answer was lost';
  if (status === 0) return 'no answer';
  const late = fault === 'slow' ? ', late' : '';
  return status < 300 ? `${status}${late}` : `${status}${late} ${reasonIn(answer)}`.trim();
}

/** Okta says it in `errorSummary`, Jira in `errorMessages`, Graph and Google in `error.message`. */
function reasonIn(answer: unknown): string {
  const { errorSummary, errorMessages, error } = Object(answer) as {
    errorSummary?: string;
    errorMessages?: string[];
    error?: { message?: string };
  };
  return errorSummary ?? errorMessages?.join(' ') ?? error?.message ?? '';
}
