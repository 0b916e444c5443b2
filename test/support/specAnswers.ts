import { asRecord, complaints, resolve, type Schema, type Spec } from './specFile.js';
import { type HttpCall, isRecord } from './specRules.js';

/** The edge in front of Jira answers these itself, in words of its own. */
const edge = [401, 404, 429, 503];

/** What a stand-in answered, against the vendor's description: a status that is not described, or another shape. */
export function checkAnswer(spec: Spec, responses: Schema, call: HttpCall): string[] {
  const { vendor, status = 0, answer, fault } = call;
  // Of the others only what is sent to them has been checked against their descriptions so far.
  if (vendor !== 'jira' || status === 0 || fault !== undefined) return [];
  const described = responses[String(status)];
  if (described === undefined) return edge.includes(status) ? [] : [`answers with ${status}, which is not described`];
  const content = asRecord(resolve(spec, described).content);
  const { schema } = asRecord(Object.values(content)[0]);
  if (schema === undefined || status === 401) return [];
  return complaints(spec, asRecord(schema), withoutNothing(answer), 'answers').map(
    (each) => `answer ${status}: ${each}`,
  );
}

/** A field that is empty is told as null, whatever its description says. */
function withoutNothing(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNothing);
  if (!isRecord(value)) return value;
  const entries = Object.entries(value).filter(([, each]) => each !== null);
  return Object.fromEntries(entries.map(([name, each]) => [name, withoutNothing(each)]));
}
