import type { Behind } from '../../web/contract.js';

export type Vendor = Behind['calls'][number]['vendor'];

/** As people know them, in the order in which they are shown. */
export const vendorNames: Readonly<Record<Vendor, string>> = {
  slack: 'Slack',
  okta: 'Okta',
  entra: 'Entra ID',
  google: 'Google',
  jira: 'Jira',
};

export const vendors = Object.keys(vendorNames) as readonly Vendor[];
