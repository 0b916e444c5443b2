import type { Catalog } from '../domain/catalog.js';
import type { Portal as Mapped } from '../domain/jiraMapping.js';
import { JiraRefused } from '../jira/errors.js';
import type { Choices, JiraPortal, Offer } from '../jira/portal.js';
import type { Log } from './contracts.js';

type Needs = {
  readonly portal: JiraPortal;
  readonly catalog: Catalog;
  readonly mapped: Mapped;
  readonly desk: string;
  readonly log: Log;
};

/** Has the portal offer just what the catalog holds. What is no longer there is disabled: issues still name it. */
export async function keepChoices({ portal, catalog, mapped, desk, log }: Needs): Promise<void> {
  const wanted = {
    app: catalog.apps.map(({ name }) => name),
    role: catalog.apps.flatMap(({ roles }) => roles.map(({ name }) => name)),
  };
  try {
    const form = await portal.fieldsOf({ desk, requestType: mapped.requestType });
    for (const fact of ['app', 'role'] as const) {
      const field = form.get(mapped.fields[fact].toLowerCase());
      if (!field) log.warn({ field: mapped.fields[fact] }, 'the form of the portal has no such field; see jira.yaml');
      else await keep(portal, field, [...new Set(wanted[fact])]);
    }
  } catch (error) {
    if (!(error instanceof JiraRefused)) throw error;
    log.warn(
      { err: error },
      "the portal's choices cannot be kept equal to the catalog: that takes a Jira administrator",
    );
  }
}

async function keep(portal: JiraPortal, field: string, wanted: readonly string[]): Promise<void> {
  for (const choices of await portal.choices(field)) {
    const offer = offerFor(choices, wanted);
    if (offer.add.length > 0 || offer.change.length > 0) await portal.offer(field, choices.context, offer);
  }
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
