/** Block Kit's rules, as a table: which properties there are, which are required, how long and how many. */
export type Rule =
  | { readonly is: 'string'; readonly min?: number; readonly max?: number; readonly oneOf?: readonly string[] }
  | { readonly is: 'number'; readonly min?: number; readonly max?: number }
  | { readonly is: 'boolean' }
  | { readonly is: 'text'; readonly kinds: readonly string[]; readonly min: number; readonly max: number }
  | { readonly is: 'list'; readonly of: Rule; readonly min: number; readonly max: number }
  | { readonly is: 'shape'; readonly shape: Shape }
  /** A block or element: its `type` names its shape. */
  | { readonly is: 'typed'; readonly among: readonly string[] }
  | { readonly is: 'anything' };

export type Shape = { readonly required: readonly string[]; readonly fields: Readonly<Record<string, Rule>> };

const string = (max?: number, min?: number): Rule => ({ is: 'string', max, min });
const oneOf = (...values: string[]): Rule => ({ is: 'string', oneOf: values });
const number = (min?: number, max?: number): Rule => ({ is: 'number', min, max });
const boolean: Rule = { is: 'boolean' };
const anything: Rule = { is: 'anything' };
const plain = (max: number): Rule => ({ is: 'text', kinds: ['plain_text'], min: 1, max });
const anyText = (max: number): Rule => ({ is: 'text', kinds: ['plain_text', 'mrkdwn'], min: 1, max });
const list = (of: Rule, max: number, min = 1): Rule => ({ is: 'list', of, min, max });
const typed = (...among: string[]): Rule => ({ is: 'typed', among });
const shape = (required: readonly string[], fields: Readonly<Record<string, Rule>>): Shape => ({ required, fields });
const within = (inner: Shape): Rule => ({ is: 'shape', shape: inner });

const selects = [
  'static_select',
  'external_select',
  'users_select',
  'conversations_select',
  'channels_select',
] as const;
const multiSelects = selects.map((name) => `multi_${name}`);
const pickers = ['datepicker', 'timepicker', 'datetimepicker', 'checkboxes', 'radio_buttons'] as const;
const typing = ['plain_text_input', 'email_text_input', 'url_text_input', 'number_input', 'rich_text_input'] as const;

export const inputElements: readonly string[] = [...selects, ...multiSelects, ...pickers, ...typing, 'file_input'];
const actionElements = ['button', 'workflow_button', 'overflow', ...selects, ...multiSelects, ...pickers, ...typing];
const accessories = ['button', 'workflow_button', 'image', 'overflow', ...selects, ...multiSelects, ...pickers];

/** Elements that a person can set, and whose value is in `state`. */
export const isStateful = (type: string): boolean => inputElements.includes(type);
/** Elements that have an action_id. */
export const isInteractive = (type: string): boolean => isStateful(type) || actionElements.includes(type);

const confirm = within(
  shape(['text'], {
    title: plain(100),
    text: anyText(300),
    confirm: plain(30),
    deny: plain(30),
    style: oneOf('primary', 'danger'),
  }),
);
const optionOf = (text: Rule, more: Readonly<Record<string, Rule>> = {}): Rule =>
  within(shape(['text', 'value'], { text, value: string(150), description: anyText(75), ...more }));
const option = optionOf(plain(75));
const anyOption = optionOf(anyText(75));
const groups = list(within(shape(['label', 'options'], { label: plain(75), options: list(option, 100) })), 100);
const dispatchConfig = within(
  shape([], { trigger_actions_on: list(oneOf('on_enter_pressed', 'on_character_entered'), 2) }),
);

const common = { action_id: string(255, 1), confirm, focus_on_load: boolean };
const held = { ...common, placeholder: plain(150) };
const typingFields = {
  action_id: string(255, 1),
  placeholder: plain(150),
  focus_on_load: boolean,
  dispatch_action_config: dispatchConfig,
};
const conversationFilter = within(
  shape([], {
    include: list(oneOf('im', 'mpim', 'private', 'public'), 4),
    exclude_external_shared_channels: boolean,
    exclude_bot_users: boolean,
  }),
);
const many = { ...held, max_selected_items: number(1) };
const ofConversations = { default_to_current_conversation: boolean, filter: conversationFilter };
const image = {
  alt_text: string(2000, 1),
  image_url: string(3000, 1),
  slack_file: within(shape([], { id: string(), url: string() })),
};

export const elementShapes: Readonly<Record<string, Shape>> = {
  button: shape(['text'], {
    action_id: string(255, 1),
    confirm,
    text: plain(75),
    value: string(2000),
    url: string(3000),
    style: oneOf('primary', 'danger'),
    accessibility_label: string(75),
  }),
  workflow_button: shape(['text', 'workflow'], {
    action_id: string(255, 1),
    text: plain(75),
    workflow: anything,
    style: oneOf('primary', 'danger'),
    accessibility_label: string(75),
  }),
  overflow: shape(['options'], {
    action_id: string(255, 1),
    confirm,
    options: list(optionOf(plain(75), { url: string(3000) }), 5),
  }),
  image: shape(['alt_text'], image),
  static_select: shape([], { ...held, options: list(option, 100), option_groups: groups, initial_option: option }),
  external_select: shape([], { ...held, initial_option: option, min_query_length: number(0) }),
  users_select: shape([], { ...held, initial_user: string() }),
  conversations_select: shape([], {
    ...held,
    ...ofConversations,
    initial_conversation: string(),
    response_url_enabled: boolean,
  }),
  channels_select: shape([], { ...held, initial_channel: string(), response_url_enabled: boolean }),
  multi_static_select: shape([], {
    ...many,
    options: list(option, 100),
    option_groups: groups,
    initial_options: list(option, 100),
  }),
  multi_external_select: shape([], { ...many, initial_options: list(option, 100), min_query_length: number(0) }),
  multi_users_select: shape([], { ...many, initial_users: list(string(), 100) }),
  multi_conversations_select: shape([], {
    ...many,
    ...ofConversations,
    initial_conversations: list(string(), 100),
  }),
  multi_channels_select: shape([], { ...many, initial_channels: list(string(), 100) }),
  datepicker: shape([], { ...held, initial_date: string(10, 10) }),
  timepicker: shape([], { ...held, initial_time: string(5, 5), timezone: string() }),
  datetimepicker: shape([], { ...common, initial_date_time: number(1e9, 9999999999) }),
  checkboxes: shape(['options'], { ...common, options: list(anyOption, 10), initial_options: list(anyOption, 10) }),
  radio_buttons: shape(['options'], { ...common, options: list(anyOption, 10), initial_option: anyOption }),
  plain_text_input: shape([], {
    ...typingFields,
    initial_value: string(3000),
    multiline: boolean,
    min_length: number(0, 3000),
    max_length: number(1, 3000),
  }),
  email_text_input: shape([], { ...typingFields, initial_value: string() }),
  url_text_input: shape([], { ...typingFields, initial_value: string() }),
  number_input: shape(['is_decimal_allowed'], {
    ...typingFields,
    is_decimal_allowed: boolean,
    initial_value: string(),
    min_value: string(),
    max_value: string(),
  }),
  rich_text_input: shape([], { ...typingFields, initial_value: anything }),
  file_input: shape([], { action_id: string(255, 1), filetypes: list(string(), 100), max_files: number(1, 10) }),
};

const richTextParts = list(anything, 1000, 0);
const table = { rows: list(list(anything, 20), 100), column_settings: list(anything, 20, 0) };

export const blockShapes: Readonly<Record<string, Shape>> = {
  section: shape([], {
    text: anyText(3000),
    fields: list(anyText(2000), 10),
    accessory: typed(...accessories),
    expand: boolean,
  }),
  divider: shape([], {}),
  header: shape(['text'], { text: plain(150) }),
  image: shape(['alt_text'], { ...image, title: plain(2000) }),
  context: shape(['elements'], { elements: list(typed('image', 'plain_text', 'mrkdwn'), 10) }),
  actions: shape(['elements'], { elements: list(typed(...actionElements), 25) }),
  input: shape(['label', 'element'], {
    label: plain(2000),
    hint: plain(2000),
    optional: boolean,
    dispatch_action: boolean,
    element: typed(...inputElements),
  }),
  rich_text: shape(['elements'], { elements: richTextParts }),
  markdown: shape(['text'], { text: string(12000, 1) }),
  table: shape(['rows'], table),
  video: shape(['alt_text', 'title', 'thumbnail_url', 'video_url'], {
    alt_text: string(2000),
    title: plain(200),
    title_url: string(),
    thumbnail_url: string(),
    video_url: string(),
    author_name: string(50),
    provider_name: string(),
    provider_icon_url: string(),
    description: plain(200),
  }),
};

const everywhere = ['section', 'divider', 'header', 'image', 'context', 'actions', 'input', 'rich_text', 'video'];
export const blocksOf: Readonly<Record<'message' | 'modal' | 'home', readonly string[]>> = {
  message: [...everywhere, 'markdown', 'table'],
  modal: everywhere,
  home: everywhere,
};

const viewCommon = { private_metadata: string(3000), callback_id: string(255), external_id: string(255) };
export const viewShapes: Readonly<Record<'modal' | 'home', Shape>> = {
  modal: shape(['title', 'blocks'], {
    ...viewCommon,
    title: plain(24),
    close: plain(24),
    submit: plain(24),
    clear_on_close: boolean,
    notify_on_close: boolean,
    blocks: list(typed(...blocksOf.modal), 100, 0),
  }),
  home: shape(['blocks'], { ...viewCommon, blocks: list(typed(...blocksOf.home), 100, 0) }),
};

export const messageBlocks: Rule = list(typed(...blocksOf.message), 50, 0);
/** Found by trial, nowhere documented: all text in the blocks of one message. */
export const MESSAGE_BLOCKS_TEXT = 13_200;
export const VIEW_BYTES = 256_000;
