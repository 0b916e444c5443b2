import { fieldIds } from './fieldIds.js';

export type FieldType =
  | 'text'
  | 'textarea'
  | 'select'
  | 'multiselect'
  | 'labels'
  | 'number'
  | 'date'
  | 'datetime'
  | 'user'
  | 'users'
  | 'approvals'
  | 'requestType';

export type FieldOption = { readonly id: string; value: string; disabled: boolean };

export type CustomField = {
  readonly id: string;
  readonly name: string;
  readonly type: FieldType;
  /** Where its options live; only fields with a choice have one. */
  readonly contextId: string | undefined;
  /** In the order in which people see them. */
  options: FieldOption[];
};

type Shape = {
  readonly type: string;
  readonly items?: string;
  readonly custom: string;
};
const plain = (name: string): string => `com.atlassian.jira.plugin.system.customfieldtypes:${name}`;

/** What Jira calls each of them. */
const shapes: Readonly<Record<FieldType, Shape>> = {
  text: { type: 'string', custom: plain('textfield') },
  textarea: { type: 'string', custom: plain('textarea') },
  select: { type: 'option', custom: plain('select') },
  multiselect: { type: 'array', items: 'option', custom: plain('multiselect') },
  labels: { type: 'array', items: 'string', custom: plain('labels') },
  number: { type: 'number', custom: plain('float') },
  date: { type: 'date', custom: plain('datepicker') },
  datetime: { type: 'datetime', custom: plain('datetime') },
  user: { type: 'user', custom: plain('userpicker') },
  users: { type: 'array', items: 'user', custom: plain('multiuserpicker') },
  approvals: { type: 'sd-approvals', custom: 'com.atlassian.servicedesk.approvals-plugin:sd-approvals' },
  requestType: { type: 'sd-customerrequesttype', custom: 'com.atlassian.servicedesk:vp-origin' },
};

export const schemaOf = ({ id, type }: CustomField) => ({
  ...shapes[type],
  customId: Number(id.replace('customfield_', '')),
});

const first: readonly (readonly [id: string, name: string, type: FieldType, options?: readonly string[]])[] = [
  [fieldIds.accessRequest, 'Access request', 'text'],
  [fieldIds.app, 'App', 'select', ['Figma', 'GitHub', 'AWS', 'VPN', 'Salesforce']],
  [fieldIds.role, 'Role', 'select', ['Viewer', 'Editor', 'Engineering', 'Admin']],
  [fieldIds.risk, 'Risk', 'select', ['Low', 'Medium', 'High']],
  [fieldIds.recipient, 'Recipient', 'user'],
  [fieldIds.approvers, 'Approvers', 'users'],
  [fieldIds.duration, 'Duration', 'text'],
  [fieldIds.ends, 'Access ends', 'datetime'],
  [fieldIds.reason, 'Reason', 'textarea'],
  [fieldIds.tags, 'Access tags', 'labels'],
  [fieldIds.resources, 'Resources', 'multiselect', ['Production', 'Staging']],
  [fieldIds.hours, 'Hours', 'number'],
  [fieldIds.reviewOn, 'Review on', 'date'],
  [fieldIds.closingCode, 'Closing code', 'select', ['Completed', 'Cancelled']],
  [fieldIds.approvals, 'Approvals', 'approvals'],
  [fieldIds.requestType, 'Request Type', 'requestType'],
];

const hasOptions = (type: FieldType): boolean => type === 'select' || type === 'multiselect';

export class CustomFields {
  #all: CustomField[] = [];

  constructor(private readonly nextId: () => number) {
    for (const [id, name, type, options = []] of first) this.add(id, name, type, options);
  }

  get all(): readonly CustomField[] {
    return this.#all;
  }

  /** Those that a caller may set. */
  get settable(): readonly CustomField[] {
    return this.#all.filter(({ type }) => type !== 'approvals' && type !== 'requestType');
  }

  find(idOrName: string): CustomField | undefined {
    const name = idOrName.toLowerCase();
    const number = /^cf\[(\d+)\]$/.exec(name)?.[1];
    const id = number ? `customfield_${number}` : name;
    return this.#all.find((field) => field.id === id || field.name.toLowerCase() === name);
  }

  add(id: string, name: string, type: FieldType, options: readonly string[] = []): CustomField {
    const contextId = hasOptions(type) ? id.replace('customfield_', '2') : undefined;
    const field = { id, name, type, contextId, options: options.map((value) => this.#option(value)) };
    this.#all.push(field);
    return field;
  }

  #option(value: string): FieldOption {
    return { id: String(this.nextId()), value, disabled: false };
  }

  memory(): readonly CustomField[] {
    return this.#all;
  }

  recall(fields: readonly CustomField[]): void {
    this.#all = [...fields];
  }
}
