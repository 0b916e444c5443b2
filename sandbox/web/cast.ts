/** What each plays in the demo's stories, by the key of the person. */
export const cast: Readonly<Record<string, string>> = {
  ana: 'asks',
  ben: 'Ana’s manager',
  dana: 'owns Figma',
  omar: 'asks for production',
  priya: 'Omar’s manager, owns AWS and GitHub',
  sam: 'security, and an admin',
  it: 'admin, owns the office badge',
  grace: 'owns Salesforce, and audits',
  gus: 'a guest, who may not ask',
};
