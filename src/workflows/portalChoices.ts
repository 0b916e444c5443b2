import type { Catalog } from '../domain/catalog.js';
import type { Portal as Mapped } from '../domain/jiraMapping.js';
import { JiraRefused } from '../jira/errors.js';
import type { Choices, JiraPortal, Offer } from '../jira/portal.js';
import type { Store } from '../store/store.js';
import type { Log } from './contracts.js';

type Needs = {
  readonly portal: JiraPortal;
  readonly store: Pick<Store, 'leases'>;
  readonly catalog: Catalog;
  readonly mapped: Mapped;
  readonly desk: string;
  readonly log: Pick<Log, 'warn'>;
};

/**
 * Has the portal offer just what the catalog holds. What is no longer there is disabled: issues still name it.
 * @returns how many choices were not as they should be, and are now.
 */
export type PortalChoices = () => Promise<number>;

export function createPortalChoices(needs: Needs): PortalChoices {
  const say = sayingOnce(needs.log);
  return async () => {
    // Two at a time would each add what is missing.
    const kept = await needs.store.leases.hold('portal choices', () => keepAll(needs, say));
    return kept === 'busy' ? 0 : kept;
  };
}

type Say = ReturnType<typeof sayingOnce>;

/** What stays as it was is said once by each process, not every hour. */
function sayingOnce(log: Needs['log']) {
  const said = new Set<string>();
  return {
    trouble(facts: object, sentence: string): void {
      if (!said.has(sentence)) log.warn(facts, sentence);
      said.add(sentence);
    },
    over: (sentence: string): void => void said.delete(sentence),
  };
}

const noField = 'the form of the portal has no such field; see jira.yaml';
const noRight = "the portal's choices cannot be kept equal to the catalog: that takes a Jira administrator";

async function keepAll({ portal, catalog, mapped, desk }: Needs, say: Say): Promise<number> {
  const wanted = {
    app: catalog.apps.map(({ name }) => name),
    role: catalog.apps.flatMap(({ roles }) => roles.map(({ name }) => name)),
  };
  let mended = 0;
  try {
    const form = await portal.fieldsOf({ desk, requestType: mapped.requestType });
    for (const fact of ['app', 'role'] as const) {
      const field = form.get(mapped.fields[fact].toLowerCase());
      if (!field) say.trouble({ field: mapped.fields[fact] }, noField);
      else mended += await keep(portal, field, [...new Set(wanted[fact])]);
    }
    say.over(noRight);
  } catch (error) {
    if (!(error instanceof JiraRefused)) throw error;
    say.trouble({ err: error }, noRight);
  }
  return mended;
}

async function keep(portal: JiraPortal, field: string, wanted: readonly string[]): Promise<number> {
  let mended = 0;
  for (const choices of await portal.choices(field)) {
    const offer = offerFor(choices, wanted);
    if (offer.add.length + offer.change.length === 0) continue;
    await portal.offer(field, choices.context, offer);
    mended += offer.add.length + offer.change.length;
  }
  return mended;
}

/** Two choices of the same words are one to Jira, whatever their capitals. */
export function offerFor({ options }: Pick<Choices, 'options'>, wanted: readonly string[]): Offer {
  const known = new Map(options.map((option) => [option.value.trim().toLowerCase(), option]));
  const names = new Map(wanted.map((name) => [name.trim().toLowerCase(), name]));
  const add = [...names].filter(([lower]) => !known.has(lower)).map(([, name]) => name);
  const change = options.flatMap((option) => {
    const name = names.get(option.value.trim().toLowerCase());
    const so = { id: option.id, value: name ?? option.value, isDisabled: name === undefined };
    return so.value === option.value && so.isDisabled === option.isDisabled ? [] : [so];
  });
  return { add, change };
}
