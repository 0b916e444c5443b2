import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import type { EntraMemory } from './entra/directory.js';
import type { GoogleMemory } from './google/directory.js';
import type { JiraMemory } from './jira/tracker.js';
import type { OktaMemory } from './okta/directory.js';
import type { SlackMemory } from './slack/index.js';
import { type Ports, portsOf, type StandIns } from './standIns.js';

/** The bot's database outlives the demo; so must what it believes about Slack, Jira and the directories. */
export type Memory = {
  readonly ports: Required<Ports>;
  readonly slack: SlackMemory;
  readonly okta: OktaMemory;
  readonly jira: JiraMemory;
  readonly entra: EntraMemory;
  readonly google: GoogleMemory;
};

const version = 5;
const fileIn = (home: string) => join(home, 'company.bin');

export async function keep(home: string, standIns: StandIns): Promise<void> {
  const { slack, okta, jira, entra, google } = standIns;
  const memory: Memory = {
    ports: portsOf(standIns),
    slack: slack.memory(),
    okta: okta.memory(),
    jira: jira.memory(),
    entra: entra.memory(),
    google: google.memory(),
  };
  await writeFile(`${fileIn(home)}.new`, serialize({ version, memory }));
  await rename(`${fileIn(home)}.new`, fileIn(home));
}

/** Nothing when there is none. */
export async function lastMemory(home: string): Promise<Memory | 'of another version' | undefined> {
  const bytes = await readFile(fileIn(home)).catch(() => undefined);
  if (!bytes) return undefined;
  const kept = deserialize(bytes);
  return kept.version === version ? kept.memory : 'of another version';
}

export function recall({ slack, okta, jira, entra, google }: StandIns, memory: Memory): void {
  slack.recall(memory.slack);
  okta.recall(memory.okta);
  jira.recall(memory.jira);
  entra.recall(memory.entra);
  google.recall(memory.google);
}
