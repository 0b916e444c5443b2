import { fieldIds } from '../fieldIds.js';

export type RequestField = {
  /** `summary`, `description`, `labels` or the id of a custom field. */
  readonly fieldId: string;
  readonly required?: true;
  /** Agents may fill it; the portal does not show it. */
  readonly isHidden?: true;
  /** What customers see above it. */
  readonly name?: string;
};

export type RequestType = {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  /** The portal does not offer it to customers. */
  readonly isForAgents?: true;
  readonly fields: readonly RequestField[];
};

export type DeskMemory = {
  readonly isOpen: boolean;
  readonly types: readonly RequestType[];
  readonly customers: readonly string[];
};

const askedFor: readonly RequestField[] = [
  { fieldId: 'summary', required: true },
  { fieldId: fieldIds.app, required: true },
  { fieldId: fieldIds.role, required: true },
  { fieldId: fieldIds.duration, name: 'For how long' },
  { fieldId: fieldIds.reason, name: 'What for' },
];

const recorded: readonly RequestField[] = [
  { fieldId: 'summary', required: true },
  { fieldId: 'description' },
  { fieldId: 'labels' },
  ...[
    fieldIds.accessRequest,
    fieldIds.app,
    fieldIds.role,
    fieldIds.risk,
    fieldIds.recipient,
    fieldIds.approvers,
    fieldIds.duration,
    fieldIds.ends,
    fieldIds.reason,
    fieldIds.tags,
    fieldIds.resources,
    fieldIds.hours,
    fieldIds.reviewOn,
  ].map((fieldId): RequestField => ({ fieldId })),
];

/** The project's portal, once it is a service project: what customers may ask for there. */
export class Desk {
  readonly id = '7';
  isOpen = false;
  #types: RequestType[] = [
    { id: '25', name: 'Get access', description: 'To an app, in a role', fields: askedFor },
    {
      id: '26',
      name: 'Access record',
      description: 'What was asked for elsewhere',
      isForAgents: true,
      fields: recorded,
    },
  ];
  /** Account ids of those who were added beside the company's own. */
  readonly customers = new Set<string>();

  get types(): readonly RequestType[] {
    return this.#types;
  }

  type(idOrName: string): RequestType | undefined {
    return this.#types.find(({ id, name }) => id === idOrName || name === idOrName);
  }

  setType(type: RequestType): void {
    this.#types = [...this.#types.filter(({ id }) => id !== type.id), type];
  }

  memory(): DeskMemory {
    return { isOpen: this.isOpen, types: this.#types, customers: [...this.customers] };
  }

  recall({ isOpen, types, customers }: DeskMemory): void {
    this.isOpen = isOpen;
    this.#types = [...types];
    for (const accountId of customers) this.customers.add(accountId);
  }
}
