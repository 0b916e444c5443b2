import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { root } from '../bot.js';
import type { Naming } from './record.js';
import type { Command } from './screen.js';

type Named = { readonly name: string };
type App = Named & { readonly app: string; readonly roles?: readonly (Named & { readonly role: string })[] };

/** What people call apps and roles, from the files that the bot reads; by their ids where nobody calls them anything. */
export function namingOf(directory: string): Naming {
  const files = readdirSync(directory).filter((name) => /\.ya?ml$/.test(name));
  const apps = files.map((name): App => parse(readFileSync(join(directory, name), 'utf8')));
  const names = new Map(
    apps.flatMap(({ app, name, roles = [] }) => roles.map((one) => [`${app} ${one.role}`, `${name} ${one.name}`])),
  );
  return (app, role) => names.get(`${app} ${role}`) ?? `${app} ${role}`;
}

type Manifest = {
  readonly features: {
    readonly slash_commands: readonly {
      readonly command: string;
      readonly description: string;
      readonly usage_hint?: string;
    }[];
  };
};

/** What Slack offers when somebody types a slash, as the app's manifest has it. */
export function slashCommands(): Command[] {
  const { features }: Manifest = parse(readFileSync(join(root, 'slack-manifest.yaml'), 'utf8'));
  return features.slash_commands.map(({ command: name, description, usage_hint: hint = '' }) => ({
    name,
    hint,
    description,
  }));
}
