import type { JiraMapping } from '../domain/jiraMapping.js';
import { JiraRefused } from '../jira/errors.js';
import { factsTold, fieldNamed, isSame, type Told, written } from '../jira/fields.js';
import type { JiraFact } from '../jira/mapping.js';
import { type Facts, labelsOf, summaryOf } from '../jira/mirror.js';
import type { Change, Field, Issue, IssueDraft, JiraClient } from '../jira/port.js';
import type { Store } from '../store/store.js';
import type { House, Log } from './contracts.js';

/** Our facts in the site's fields: drawn whole from what is true now, written where Jira shows something else. */
export type FieldKeeper = {
  /** Ids of what has to be read of an issue in order to compare it. */
  idsFor(key: string): Promise<readonly string[]>;
  /** @returns whether something had to be written. */
  bringInLine(issue: Issue, facts: Facts): Promise<boolean>;
  /** As bringInLine, of an issue that has none of these fields: its summary, and what it is found by. */
  bringHeadInLine(issue: Issue, head: Head): Promise<boolean>;
  /** The values of these fields for a screen that insists on them; nothing when one of them cannot be filled. */
  fill(fields: readonly Field[], facts: Facts): Promise<Readonly<Record<string, unknown>> | undefined>;
};

export type Head = Pick<IssueDraft, 'summary' | 'labels' | 'property'>;

type Needs = {
  readonly jira: JiraClient;
  readonly store: Pick<Store, 'people'>;
  readonly house: House;
  readonly mapping: JiraMapping;
  readonly log: Pick<Log, 'warn'>;
};

type Mapped = { readonly fact: JiraFact; readonly field: Field };
type Known = { readonly until: number; readonly mapped: readonly Mapped[]; readonly refused: Set<string> };

/** An admin who mends a screen is believed within the hour. */
const remembered = 3_600_000;

export function createFieldKeeper(needs: Needs): FieldKeeper {
  const { jira, house, mapping, log } = needs;
  const said = new Set<string>();
  const say = (fact: string, trouble: string): void => {
    if (said.has(`${fact} ${trouble}`)) return;
    said.add(`${fact} ${trouble}`);
    log.warn({ fact, field: mapping.fields[fact as JiraFact], trouble }, 'a field in Jira cannot be written');
  };
  const accounts = createAccounts(needs);
  let known: Known | undefined;
  let heads = { until: 0, refused: new Set<string>() };

  async function look(key: string): Promise<Known> {
    const now = house.now().getTime();
    if (known && now < known.until) return known;
    const wanted = Object.entries(mapping.fields) as [JiraFact, string][];
    const editable = wanted.length === 0 ? [] : await jira.editable(key).catch(unlessRefused);
    const mapped = wanted.flatMap(([fact, name]): Mapped[] => {
      const field = fieldNamed(editable, name);
      if (!field) say(fact, 'is not on the edit screen of the issue');
      return field ? [{ fact, field }] : [];
    });
    known = { until: now + remembered, mapped, refused: new Set() };
    return known;
  }

  async function values(mapped: readonly Mapped[], facts: Facts): Promise<Record<string, unknown>> {
    const told = factsTold(facts);
    const accountOf = await accounts(mapped.flatMap(({ fact, field }) => peopleWanted(field, told[fact])));
    return Object.fromEntries(
      mapped.flatMap(({ fact, field }) => {
        const one = written(field, told[fact], accountOf);
        if (one.trouble !== undefined) say(fact, one.trouble);
        return 'value' in one ? [[field.id, one.value] as const] : [];
      }),
    );
  }

  return {
    idsFor: async (key) => (await look(key)).mapped.map(({ field }) => field.id),
    async bringInLine(issue, facts) {
      const { mapped, refused } = await look(issue.key);
      const writable = mapped.filter(({ field }) => !refused.has(field.id));
      const wanted = await values(writable, facts);
      const different = writable.filter(
        ({ field }) => field.id in wanted && !isSame(field, issue.fields[field.id], wanted[field.id]),
      );
      const head = headOf(facts);
      const { fields, ...rest } = headChange(issue, head, refused);
      const own = Object.fromEntries(different.map(({ field }) => [field.id, wanted[field.id]]));
      return edit(issue.key, { fields: { ...own, ...fields }, ...rest }, different, refused);
    },
    async bringHeadInLine(issue, head) {
      const now = house.now().getTime();
      if (now >= heads.until) heads = { until: now + remembered, refused: new Set() };
      return edit(issue.key, headChange(issue, head, heads.refused), [], heads.refused);
    },
    async fill(fields, facts) {
      const mapped = fields.flatMap((field): Mapped[] => {
        const named = Object.entries(mapping.fields) as [JiraFact, string][];
        const fact = named.find(([, name]) => fieldNamed([field], name))?.[0];
        return fact ? [{ fact, field }] : [];
      });
      const filled = await values(mapped, facts);
      return fields.every(({ id }) => filled[id] !== undefined && filled[id] !== null) ? filled : undefined;
    },
  };

  /** What Jira refuses is left out and said, and the rest is written: the record must not wait for a screen. */
  async function edit(key: string, change: Change, mapped: readonly Mapped[], refused: Set<string>): Promise<boolean> {
    const isEmpty =
      Object.keys(change.fields).length === 0 && (change.addLabels ?? []).length === 0 && !change.property;
    if (isEmpty) return false;
    try {
      await jira.edit(key, change);
      return true;
    } catch (error) {
      if (!(error instanceof JiraRefused)) throw error;
      const { addLabels = [] } = change;
      const sent = [...Object.keys(change.fields), ...(addLabels.length > 0 ? ['labels'] : [])];
      const blamed = sent.filter((id) => id in error.fields);
      for (const id of blamed) refused.add(id);
      for (const { fact } of mapped.filter(({ field }) => blamed.includes(field.id))) say(fact, error.message);
      if (blamed.length === 0 || blamed.includes('labels')) say('issue', error.message);
      if (blamed.length === 0) return false;
      const fields = Object.fromEntries(Object.entries(change.fields).filter(([id]) => !blamed.includes(id)));
      return edit(key, { ...change, fields, addLabels: refused.has('labels') ? [] : addLabels }, mapped, refused);
    }
  }
}

const headOf = (facts: Facts): Head => ({
  summary: summaryOf(facts),
  labels: labelsOf(facts.request),
  property: { key: 'latchkey', value: { request: facts.request.id } },
});

function headChange(issue: Issue, { summary, labels, property }: Head, refused: ReadonlySet<string>): Change {
  return {
    fields: issue.summary !== summary && !refused.has('summary') ? { summary } : {},
    addLabels: refused.has('labels') ? [] : labels.filter((label) => !issue.labels.includes(label)),
    ...(issue.request !== property.value.request && { property }),
  };
}

function unlessRefused(error: unknown): readonly Field[] {
  if (error instanceof JiraRefused) return [];
  throw error;
}

const peopleWanted = ({ kind }: Field, told: Told | undefined): readonly string[] =>
  kind === 'person' || kind === 'people' ? (told?.people ?? []) : [];

/** Accounts by person, asked for once an hour: somebody may show their address, or be given an account. */
function createAccounts({ jira, store, house }: Needs) {
  const known = new Map<string, { readonly account: string | undefined; readonly until: number }>();
  return async (people: readonly string[]) => {
    const now = house.now().getTime();
    const unknown = [...new Set(people)].filter((id) => (known.get(id)?.until ?? 0) <= now);
    const read = unknown.length > 0 ? await store.people.findAll(unknown) : new Map<string, { email: string }>();
    for (const id of unknown) {
      const email = read.get(id)?.email;
      known.set(id, { account: email && (await jira.accountOf(email)), until: now + remembered });
    }
    return (person: string): string | undefined => known.get(person)?.account;
  };
}
