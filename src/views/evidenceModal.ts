import type { InputBlock, ModalView } from '@slack/types';
import { z } from 'zod';
import type { Catalog } from '../domain/catalog.js';
import { type EvidenceFormat, type EvidenceQuery, evidenceFormats, periodOf } from '../domain/evidenceQuery.js';
import { isRefusal } from '../domain/refusal.js';
import { input, limits, option, plain, section, staticSelect } from './blocks.js';
import { readEntered } from './entered.js';
import { oneLine } from './text.js';

/** The form behind /access evidence: a period, what of it, and how it should come. */
export const evidenceForm = 'evidence';
export const evidenceTitle = 'Take out evidence';

const fields = ['from', 'to', 'app', 'person', 'request', 'format'] as const;
export type EvidenceField = (typeof fields)[number];
const actionOf = (field: EvidenceField): string => `${field}.entered`;
export const isEvidenceField = (block: string): block is EvidenceField => fields.some((field) => field === block);

/** What was typed behind the command stands in the form already. */
export type EvidenceDraft = {
  /** `2026-01-31` */
  readonly from?: string;
  readonly to?: string;
  readonly app?: string;
  /** A Slack id. */
  readonly person?: string;
};

const formatNames: Readonly<Record<EvidenceFormat, string>> = {
  csv: 'CSV, for Excel',
  json: 'JSON',
  bundle: 'Bundle, which proves itself',
  report: 'Report of one request, to print',
};

const everyApp = 'every app';
const select = (field: EvidenceField, placeholder: string, options: ReturnType<typeof option>[], chosen?: string) => {
  const initial = options.find(({ value }) => value === chosen) ?? options[0];
  return staticSelect({ id: actionOf(field), placeholder, options, ...(initial && { initial }) });
};

export function evidenceModal(
  { apps }: Pick<Catalog, 'apps'>,
  draft: EvidenceDraft,
  now: Date,
  note?: string,
): ModalView {
  const { options, hint } = appChoices(apps, draft.app);
  const today = now.toISOString().slice(0, 10);
  return {
    type: 'modal',
    callback_id: evidenceForm,
    title: plain(evidenceTitle, limits.title),
    submit: plain('Send it to me', limits.title),
    close: plain('Cancel', limits.title),
    blocks: [
      section(
        note ??
          'Who asked, who decided, what changed at the provider, when and why it ended. That you take it out is on record; it comes to you as a direct message.',
      ),
      day('from', 'From', draft.from ?? `${today.slice(0, 8)}01`, 'Whole days, in UTC.'),
      day('to', 'To', draft.to ?? today, 'This day included.'),
      input({
        blockId: 'app',
        label: 'App',
        element: select('app', 'Choose an app', options, draft.app),
        ...(hint && { hint }),
      }),
      optional({
        blockId: 'person',
        label: 'Person',
        hint: 'Who asked, got, decided or ended it. Empty: everybody.',
        element: picker(draft.person),
      }),
      input({
        blockId: 'format',
        label: 'Format',
        element: select(
          'format',
          'Choose a format',
          evidenceFormats.map((one) => option(formatNames[one], one)),
        ),
      }),
      optional({
        blockId: 'request',
        label: 'Request',
        hint: 'Only this one, by its Jira issue, like ACC-12, or its id. A report is always of one.',
        element: { type: 'plain_text_input', action_id: actionOf('request'), max_length: 100 },
      }),
    ],
  };
}

/** The app that was typed is offered also where there are more than Slack shows: else it would read as every app. */
function appChoices(apps: Catalog['apps'], typed: string | undefined) {
  const room = limits.options - 1;
  const first = [...apps.filter(({ id }) => id === typed), ...apps.filter(({ id }) => id !== typed)].slice(0, room);
  const options = [option('Every app', everyApp), ...first.map(({ id, name }) => option(name, id))];
  const hint =
    apps.length > room ? `${apps.length - room} more do not fit here: type /access evidence and its name.` : undefined;
  return { options, hint };
}

const optional = (words: Parameters<typeof input>[0]): InputBlock => ({ ...input(words), optional: true });

const day = (field: 'from' | 'to', label: string, date: string, hint: string): InputBlock =>
  input({
    blockId: field,
    label,
    hint,
    element: { type: 'datepicker', action_id: actionOf(field), initial_date: date },
  });

const picker = (person: string | undefined): InputBlock['element'] => ({
  type: 'users_select',
  action_id: actionOf('person'),
  placeholder: plain('Everybody', limits.placeholder),
  ...(person !== undefined && { initial_user: person }),
});

export type EvidenceWish = {
  readonly format: EvidenceFormat;
  readonly query: Omit<EvidenceQuery, 'person'>;
  /** A Slack id. */
  readonly person?: string;
};
export type EvidenceMistake = { readonly errors: Readonly<Partial<Record<EvidenceField, string>>> };

const format = z.enum(evidenceFormats);

export function readEvidence(view: unknown): EvidenceWish | EvidenceMistake {
  const entered = readEntered(view);
  const [from, to] = [entered.dated('from', actionOf('from')), entered.dated('to', actionOf('to'))];
  const request = oneLine(entered.typed('request', actionOf('request')) ?? '').trim();
  const chosen = format.safeParse(entered.chosen('format', actionOf('format'))).data;
  if (!from || !to) return { errors: { [from ? 'to' : 'from']: 'Choose a day.' } };
  const period = periodOf(from, to);
  if (isRefusal(period)) return { errors: { to: period.says } };
  if (!chosen) return { errors: { format: 'Choose a format.' } };
  if (chosen === 'report' && request === '')
    return { errors: { request: 'A report is of one request: write its Jira issue or its id.' } };
  const app = entered.chosen('app', actionOf('app'));
  const person = entered.user('person', actionOf('person'));
  const query = {
    ...period,
    ...(app !== undefined && app !== everyApp && { app }),
    ...(request !== '' && { request }),
  };
  return { format: chosen, query, ...(person !== undefined && { person }) };
}
