/** The custom fields that an admin has made at Acme. */
export const fieldIds = {
  accessRequest: 'customfield_10050',
  app: 'customfield_10051',
  role: 'customfield_10052',
  risk: 'customfield_10053',
  recipient: 'customfield_10054',
  approvers: 'customfield_10055',
  duration: 'customfield_10056',
  ends: 'customfield_10057',
  reason: 'customfield_10058',
  tags: 'customfield_10059',
  resources: 'customfield_10060',
  hours: 'customfield_10061',
  reviewOn: 'customfield_10062',
  closingCode: 'customfield_10063',
  /** Filled by Jira Service Management itself. */
  approvals: 'customfield_10064',
  requestType: 'customfield_10010',
} as const;
