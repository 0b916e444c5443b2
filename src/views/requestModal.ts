import type { KnownBlock, ModalView } from '@slack/types';
import { type App, type Catalog, type Duration, findApp, findRole, type Role } from '../domain/catalog.js';
import type { Field } from '../domain/refusal.js';
import type { Standing } from '../domain/standing.js';
import { durationInWords, sentence } from '../domain/wording.js';
import { context, escaped, input, limits, option, plain, section, shorten, staticSelect } from './blocks.js';
import { readEntered } from './entered.js';
import { standingBlock } from './standing.js';

/** The form "Request access", and what was entered into it. */

export const requestForm = 'request';
export const requestTitle = 'Request access';
export const appSelect = 'request.app';
export const roleSelect = 'request.role';
export const durationSelect = 'request.duration';
export const reasonInput = 'request.reason';

/** Opens this form. Its value is empty, an app's id, or `<app>/<role>`. */
export const requestAccess = 'request.open';

/** What is offered where nothing can be chosen: an empty list would leave Slack's menu loading for ever. */
export const noApp = '-';

export const reasonLimit = 2_000;
export const reasonHint = `Approvers and auditors read this. At most ${reasonLimit.toLocaleString('en')} characters.`;

/** What a person has entered so far. */
export type Draft = {
  readonly app?: string;
  readonly role?: string;
  readonly duration?: Duration;
  readonly reason?: string;
};

export type RequestForm = {
  readonly catalog: Catalog;
  readonly draft: Draft;
  readonly now: Date;
  /** A sentence on top: why the form is here again, or which word was not understood. Plain text. */
  readonly note?: string;
  readonly standing?: Standing;
};

const appBlock = 'request.app';
const reasonBlock = 'request.reason';
// Slack keeps what was entered while a block's id stays: another app must not inherit the old app's role.
const roleBlock = (app: string): string => `request.role:${app}`;
const durationBlock = (app: string, role: string): string => `request.duration:${app}/${role}`;

export function requestModal(form: RequestForm): ModalView {
  const { catalog, note } = form;
  const draft = settled(catalog, form.draft);
  const app = findApp(catalog, draft.app ?? '');
  const role = app?.roles.find(({ id }) => id === draft.role);
  return {
    type: 'modal',
    callback_id: requestForm,
    title: plain(requestTitle, limits.title),
    submit: plain('Submit', limits.title),
    close: plain('Cancel', limits.title),
    blocks: [
      ...(note ? [section(escaped(note))] : []),
      appInput(app),
      ...(app ? [roleInput(catalog, app, role)] : []),
      ...(role && form.standing ? [standingBlock(form.standing, form.now)] : []),
      ...(app && role ? [durationInput(app, role, draft.duration)] : []),
      reasonField(draft.reason),
      ...(app ? [needHelp(app)] : []),
    ],
  };
}

/** The draft without what the catalog does not have, and with what there is no choice about. */
export function settled(catalog: Catalog, draft: Draft): Draft {
  const { reason } = draft;
  const app = findApp(catalog, draft.app ?? '');
  if (!app) return { reason };
  const role = app.roles.length === 1 ? app.roles[0] : app.roles.find(({ id }) => id === draft.role);
  if (!role) return { app: app.id, reason };
  const duration = role.durations.find((one) => one === draft.duration) ?? role.durations[0];
  return { app: app.id, role: role.id, duration, reason };
}

const appInput = (app: App | undefined) =>
  input({
    blockId: appBlock,
    label: 'App',
    dispatch: 'onChange',
    element: {
      type: 'external_select',
      action_id: appSelect,
      placeholder: plain('Choose an app'),
      min_query_length: 0,
      ...(app && { initial_option: appOption(app) }),
    },
  });

export const appOption = (app: App) => option(app.name, app.id);

function roleInput(catalog: Catalog, app: App, role: Role | undefined) {
  const options = app.roles.map((one) => option(one.name, one.id, riskWords(catalog, one)));
  const initial = options.find(({ value }) => value === role?.id);
  return input({
    blockId: roleBlock(app.id),
    label: 'Role',
    dispatch: 'onChange',
    element: staticSelect({ id: roleSelect, placeholder: 'Choose a role', options, initial }),
  });
}

/** `privileged risk: security, then owner approve`, so that nobody is surprised by how long it takes. */
function riskWords(catalog: Catalog, { risk }: Role): string {
  const { approval } = catalog.policy.risks[risk];
  if (approval === 'auto') return `${risk} risk: approved at once`;
  const stages = approval.map(({ kind }) => kind).join(', then ');
  return `${risk} risk: approved by ${stages}`;
}

function durationInput(app: App, role: Role, chosen: Duration | undefined) {
  const options = [...new Set(role.durations)].map((one) => option(durationInWords(one), String(one)));
  return input({
    blockId: durationBlock(app.id, role.id),
    label: 'Duration',
    hint: 'The time starts when you have the access.',
    element: staticSelect({
      id: durationSelect,
      placeholder: 'Choose a duration',
      options,
      initial: options.find(({ value }) => value === String(chosen)),
    }),
  });
}

// No max_length: Slack would stop the typing without a word. The reader lets everything through, and the answer to a
// submission tells the limit in numbers.
const reasonField = (reason: string | undefined) =>
  input({
    blockId: reasonBlock,
    label: 'Reason',
    hint: reasonHint,
    element: {
      type: 'plain_text_input',
      action_id: reasonInput,
      multiline: true,
      placeholder: plain('What do you need it for?'),
      ...(reason && { initial_value: shorten(reason, limits.typedText) }),
    },
  });

const needHelp = ({ fallback }: App): KnownBlock => context(`*Still need help?* ${escaped(sentence(fallback))}`);

export function readRequest(view: unknown): Draft {
  const entered = readEntered(view);
  const app = entered.chosen(appBlock, appSelect);
  const role = app && entered.chosen(roleBlock(app), roleSelect);
  const duration = app && role && readDuration(entered.chosen(durationBlock(app, role), durationSelect));
  return {
    ...(app && { app }),
    ...(role && { role }),
    ...(duration && { duration }),
    reason: entered.typed(reasonBlock, reasonInput),
  };
}

export function readDuration(value: string | undefined): Duration | undefined {
  if (value === 'permanent') return value;
  return value !== undefined && /^[1-9]\d{0,11}$/.test(value) ? Number(value) : undefined;
}

/** The field a person has to look at, or nothing while the form has no such field yet: then it has to be redrawn. */
export function fieldOf(view: unknown, field: Field): string | undefined {
  const entered = readEntered(view);
  const { app, role } = readRequest(view);
  const blockId = blockOf(field, app, role);
  return blockId !== undefined && entered.has(blockId) ? blockId : undefined;
}

function blockOf(field: Field, app: string | undefined, role: string | undefined): string | undefined {
  switch (field) {
    case 'app':
      return appBlock;
    case 'role':
      return app && roleBlock(app);
    case 'duration':
      return app && role && durationBlock(app, role);
    case 'reason':
      return reasonBlock;
  }
}

/** What is still missing or wrong in a draft, before anybody is asked: for each field, a sentence. */
export function mistakesIn(catalog: Catalog, draft: Draft): Partial<Record<Field, string>> {
  const app = findApp(catalog, draft.app ?? '');
  if (!app) return { app: 'Choose an app from the list.', ...reasonMistake(draft.reason) };
  const found = findRole(catalog, app.id, draft.role ?? '');
  if (!found) return { role: 'Choose a role from the list.', ...reasonMistake(draft.reason) };
  const isOffered = found.role.durations.some((one) => one === draft.duration);
  return { ...(!isOffered && { duration: 'Choose a duration from the list.' }), ...reasonMistake(draft.reason) };
}

export function reasonMistake(reason: string | undefined): { reason?: string } {
  const text = reason?.trim() ?? '';
  if (text === '') return { reason: 'Say why you need it. Approvers decide by this.' };
  const length = [...text].length;
  if (length <= reasonLimit) return {};
  const [has, may, over] = [length, reasonLimit, length - reasonLimit].map((count) => count.toLocaleString('en'));
  return { reason: `This has ${has} characters. At most ${may} fit: shorten it by ${over}.` };
}
