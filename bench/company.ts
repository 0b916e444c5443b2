import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Acme } from '../sandbox/company.js';

const someone = (key: string, name: string, manager?: string) => ({
  key,
  name,
  email: `${key}@acme.example.com`,
  title: 'Engineer',
  department: 'Engineering',
  ...(manager && { manager }),
});

/** One manager and as many people as are needed. */
export const crowd = (size: number): Acme => ({
  people: [
    someone('boss', 'Grace Chen'),
    ...Array.from({ length: size }, (_, number) => someone(`p${number}`, `Person ${number}`, 'boss')),
  ],
  groups: [{ name: 'bench-team' }],
  entraGroups: [],
  googleGroups: [],
});

const app = (provider: 'okta' | 'manual') => `app: bench
name: Bench
owner: boss@acme.example.com
provider: ${provider}
fallback: Ask in #it-help
roles:
  - role: member
    name: Member
    risk: standard
${provider === 'okta' ? '    groups: [bench-team]\n' : ''}    durations: [8h, 1s]
`;

const policy = (directory: 'okta' | 'entra') => `risks:
  low:        { approval: auto }
  standard:   { approval: [manager] }
  sensitive:  { approval: [owner] }
  elevated:   { approval: [owner], longest: 30d }
  privileged: { approval: [security, owner], longest: 24h }
security: [boss@acme.example.com]
lapse: 3d
admins: [boss@acme.example.com]
directory: ${directory}
`;

/** A catalog of one app, as files. `entra` is never asked, and its client is small: it stands for "no provider at all". */
export async function writeCatalog(directory: string, provider: 'okta' | 'none'): Promise<string> {
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, 'bench.yaml'), app(provider === 'okta' ? 'okta' : 'manual'));
  await writeFile(join(directory, 'policy.yaml'), policy(provider === 'okta' ? 'okta' : 'entra'));
  return directory;
}
