import { z } from 'zod';
import { type Adf, inLines } from './adf.js';
import { NotJira } from './answers.js';
import type { Ask } from './client.js';
import { JiraRefused } from './errors.js';

/** What people ask for in the portal of Jira Service Management, and the choices that they have there. */
export type JiraPortal = {
  /** Nothing where it is no request of the portal. @param issue its id or key */
  asked(issue: string): Promise<Asked | undefined>;
  /** The account that made the issue itself: ours, where we raised it in somebody's name. */
  creatorOf(issue: string): Promise<string | undefined>;
  /** The ids of the fields on this request type's form, by their names and ids in lower case. */
  fieldsOf(form: { desk: string; requestType: string }): Promise<ReadonlyMap<string, string>>;
  /** All places where the options of a field are kept. @throws JiraRefused where we are no administrator */
  choices(field: string): Promise<readonly Choices[]>;
  offer(field: string, context: string, changes: Offer): Promise<void>;
};

export type Asked = {
  readonly key: string;
  readonly desk: string;
  readonly requestType: string;
  readonly by: string;
  readonly at: Date;
  /** What was filled in, by the field's id and by its name in the portal, in lower case. */
  readonly values: ReadonlyMap<string, string>;
  /** The ids of its fields, also of what was left empty as far as Jira tells, by the same names. */
  readonly fields: ReadonlyMap<string, string>;
};

export type Option = { readonly id: string; readonly value: string; readonly isDisabled: boolean };
export type Choices = { readonly context: string; readonly options: readonly Option[] };
export type Offer = {
  readonly add: readonly string[];
  readonly change: readonly Option[];
};

const word = z.union([z.string().min(1), z.number()]).transform(String);
const when = z.object({ epochMillis: z.number() });
const request = z.object({
  issueKey: word,
  serviceDeskId: word,
  requestTypeId: word,
  createdDate: when,
  reporter: z.object({ accountId: word }),
  requestFieldValues: z.array(z.object({ fieldId: word, label: z.string().catch(''), value: z.unknown() })),
});
const created = z.object({ fields: z.object({ creator: z.object({ accountId: word }).nullish() }) });
const form = z.object({ requestTypeFields: z.array(z.object({ fieldId: word, name: z.string().catch('') })) });
const contexts = z.object({ values: z.array(z.object({ id: word })) });
const options = z.object({
  isLast: z.boolean().optional(),
  values: z.array(z.object({ id: word, value: z.string(), disabled: z.boolean().catch(false) })),
});

function read<Schema extends z.ZodType>(schema: Schema, answer: unknown): z.output<Schema> {
  const outcome = schema.safeParse(answer);
  if (outcome.success) return outcome.data;
  throw new NotJira(`the answer is not as Jira's: ${outcome.error.issues[0]?.path.join('.') ?? ''}`);
}

export const createPortal = (ask: Ask): JiraPortal => ({
  async asked(issueIdOrKey) {
    try {
      return await ask(`read what was asked in ${issueIdOrKey}`, async (api) =>
        askedIn(read(request, await api.requests.getCustomerRequestByIdOrKey<unknown>({ issueIdOrKey }))),
      );
    } catch (error) {
      if (error instanceof JiraRefused && error.status === 404) return undefined;
      throw error;
    }
  },
  creatorOf: (issueIdOrKey) =>
    ask(`read who made ${issueIdOrKey}`, async (api) => {
      const answer = await api.issues.getIssue<unknown>({ issueIdOrKey, fields: ['creator'] });
      return read(created, answer).fields.creator?.accountId;
    }),
  fieldsOf: ({ desk: serviceDeskId, requestType }) =>
    ask('read the form of the portal', async (api) => {
      const query = { serviceDeskId, requestTypeId: Number(requestType) };
      const { requestTypeFields } = read(form, await api.desks.getRequestTypeFields<unknown>(query));
      return new Map(
        requestTypeFields.flatMap(({ fieldId, name }) => [
          [name.toLowerCase(), fieldId],
          [fieldId.toLowerCase(), fieldId],
        ]),
      );
    }),
  choices: async (fieldId) => {
    const places = await ask(`read where the choices of ${fieldId} are kept`, async (api) =>
      read(contexts, await api.contexts.getContextsForField<unknown>({ fieldId })),
    );
    return Promise.all(
      places.values.map(async ({ id: context }) => ({ context, options: await optionsOf(ask, fieldId, context) })),
    );
  },
  offer: async (fieldId, context, { add, change }) => {
    const at = { fieldId, contextId: Number(context) };
    const made = add.map((value) => ({ value, disabled: false }));
    const changed = change.map(({ id, value, isDisabled: disabled }) => ({ id, value, disabled }));
    if (made.length > 0)
      await ask(`add choices to ${fieldId}`, (api) =>
        api.options.createCustomFieldOption<unknown>({ ...at, options: made }),
      );
    if (changed.length > 0)
      await ask(`change the choices of ${fieldId}`, (api) =>
        api.options.updateCustomFieldOption<unknown>({ ...at, options: changed }),
      );
  },
});

async function optionsOf(ask: Ask, fieldId: string, context: string): Promise<readonly Option[]> {
  const all: Option[] = [];
  for (;;) {
    const page = await ask(`read the choices of ${fieldId}`, async (api) => {
      const query = { fieldId, contextId: Number(context), startAt: all.length, maxResults: 100 };
      return read(options, await api.options.getOptionsForContext<unknown>(query));
    });
    all.push(...page.values.map(({ id, value, disabled: isDisabled }) => ({ id, value, isDisabled })));
    if (page.isLast !== false || page.values.length === 0) return all;
  }
}

const askedIn = ({ reporter, createdDate, requestFieldValues, ...rest }: z.output<typeof request>): Asked => ({
  key: rest.issueKey,
  desk: rest.serviceDeskId,
  requestType: rest.requestTypeId,
  by: reporter.accountId,
  at: new Date(createdDate.epochMillis),
  values: new Map(
    requestFieldValues.flatMap(({ fieldId, label, value }) => {
      const words = wordsOf(value);
      return words === '' ? [] : [fieldId, label].map((name): [string, string] => [name.toLowerCase(), words]);
    }),
  ),
  fields: new Map(
    requestFieldValues.flatMap(({ fieldId, label }) =>
      [fieldId, label].map((name): [string, string] => [name.toLowerCase(), fieldId]),
    ),
  ),
});

/** A text, a choice, several of them, or a document. */
function wordsOf(value: unknown): string {
  if (typeof value === 'string' || typeof value === 'number') return String(value).trim();
  if (Array.isArray(value)) return value.map(wordsOf).filter(Boolean).join(', ');
  const { value: chosen, content } = Object(value) as Readonly<Record<string, unknown>>;
  return Array.isArray(content) ? inLines(value as Adf) : typeof chosen === 'string' ? chosen.trim() : '';
}
