import { createHash } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import canonicalizeJson from 'canonicalize';
import { problemsOfApp, problemsOfPolicy } from './catalogFiles/agreement.js';
import { fieldOf, type Path, type Problem, problemsOf } from './catalogFiles/problems.js';
import {
  type AppFile,
  appAsFar,
  appKeys,
  appShape,
  type PolicyFile,
  policyAsFar,
  policyKeys,
  policyShape,
} from './catalogFiles/shapes.js';
import { readYamlFile, type YamlFile } from './catalogFiles/yamlFile.js';
import type { App, Catalog, Policy, ProviderName } from './domain/catalog.js';
import type { JiraMapping } from './jira/mapping.js';
import { jiraKeys, jiraShape, mappingOf, problemsOfJira } from './jiraFile.js';

// The package's types speak of a default export; Node gives the function itself.
const canonicalize = canonicalizeJson as unknown as (value: unknown) => string;

export class CatalogError extends Error {
  override readonly name = 'CatalogError';
  /** @param problems one line each: file, line, field, what is wrong and the remedy. */
  constructor(readonly problems: readonly string[]) {
    super(problems.join('\n'));
  }
}

type Options = {
  /** The providers that have settings; when given, an app of any other is refused. */
  readonly configured?: readonly ProviderName[];
};

/** All files as a whole, or nothing. @throws CatalogError with every problem found. */
export async function readCatalog(directory: string, { configured }: Options = {}): Promise<Catalog> {
  const report = new Report();
  const files = await filesIn(directory, report);
  const policyFile = files.find(isPolicy);
  const policy = policyFile && shaped(policyFile, policyShape.safeParse(policyFile.yaml.value), policyKeys, report);
  const policyParts = policyAsFar(policyFile?.yaml.value);
  if (policyFile) report.all(policyFile, problemsOfPolicy(policyParts, configured));
  const jira = mappingIn(files.find(isJira), report);
  const appFiles = files.filter((file) => !isPolicy(file) && !isJira(file));
  const apps = appFiles.flatMap((file) => {
    report.all(file, problemsOfApp(appAsFar(file.yaml.value), policyParts, configured));
    return shaped(file, appShape.safeParse(file.yaml.value), appKeys, report) ?? [];
  });
  refuseSameApp(appFiles, report);
  if (!policy || report.problems.length > 0) throw new CatalogError(report.inOrder());
  return catalogOf(apps, policy, jira);
}

/** The same hash says the same catalog, wherever its files lie and whatever order they come in. */
function catalogOf(appFiles: readonly AppFile[], policyFile: PolicyFile, jira: JiraMapping | undefined): Catalog {
  const apps = appFiles.map(appOf).sort((one, other) => (one.id < other.id ? -1 : 1));
  const policy: Policy = { ...policyFile, pilot: policyFile.pilot ?? [] };
  const parts = { apps, policy, ...(jira && { jira }) };
  return { ...parts, hash: createHash('sha256').update(canonicalize(parts)).digest('hex') };
}

/** How the record lies in Jira, and who may decide there: part of the catalog, so that no such change goes unrecorded. */
function mappingIn(file: File | undefined, report: Report): JiraMapping | undefined {
  const read = file && shaped(file, jiraShape.safeParse(file.yaml.value), jiraKeys, report);
  if (!file || !read) return undefined;
  report.all(file, problemsOfJira(read));
  return mappingOf(read);
}

function appOf({ app: id, roles, ...app }: AppFile): App {
  return {
    id,
    ...app,
    roles: roles.map(({ role, groups = [], endSessions = false, ...rest }) => ({
      id: role,
      ...rest,
      groups,
      endSessions,
    })),
  };
}

type File = { readonly name: string; readonly shownAs: string; readonly yaml: YamlFile };

const isPolicy = ({ name }: { name: string }): boolean => /^policy\.ya?ml$/.test(name);
const isJira = ({ name }: { name: string }): boolean => /^jira\.ya?ml$/.test(name);

async function filesIn(directory: string, report: Report): Promise<File[]> {
  const names = await namesIn(directory, report);
  const policies = names.filter((name) => isPolicy({ name }));
  if (policies.length === 0) {
    report.line(shownAs(directory, 'policy.yaml'), 1, '', 'is missing. Write the policy there, with its five risks.');
  }
  if (policies.length > 1) {
    report.line(shownAs(directory, 'policy.yml'), 1, '', 'stands beside policy.yaml. Keep one of them.');
  }
  if (names.filter((name) => isJira({ name })).length > 1) {
    report.line(shownAs(directory, 'jira.yml'), 1, '', 'stands beside jira.yaml. Keep one of them.');
  }
  const files = await Promise.all(names.map(async (name) => fileAt(directory, name, report)));
  return files.filter((file) => file !== undefined);
}

async function namesIn(directory: string, report: Report): Promise<string[]> {
  try {
    const names = await readdir(directory);
    return names.filter((name) => /^[^.].*\.ya?ml$/.test(name)).sort();
  } catch {
    report.line(
      shownAs(directory, ''),
      1,
      '',
      'is not a directory that can be read. Set CATALOG_DIR to the one with policy.yaml.',
    );
    throw new CatalogError(report.inOrder());
  }
}

async function fileAt(directory: string, name: string, report: Report): Promise<File | undefined> {
  const path = join(directory, name);
  const shown = shownAs(directory, name);
  try {
    if (!(await stat(path)).isFile()) return undefined;
    const yaml = await readYamlFile(path);
    for (const { line, says } of yaml.broken) report.line(shown, line, '', says);
    return { name, shownAs: shown, yaml };
  } catch {
    report.line(shown, 1, '', 'cannot be read. Let Latchkey read it, or remove it.');
    return undefined;
  }
}

/** As a person at the prompt would name it. */
function shownAs(directory: string, name: string): string {
  const path = join(directory, name);
  const near = relative('.', path);
  return near.startsWith(`..${sep}`) ? path : near;
}

type Parsed<T> = { success: true; data: T } | { success: false; error: Parameters<typeof problemsOf>[0] };

function shaped<T>(
  file: File,
  parsed: Parsed<T>,
  known: (path: Path) => readonly string[],
  report: Report,
): T | undefined {
  if (file.yaml.broken.length > 0) return undefined;
  if (parsed.success) return parsed.data;
  report.all(file, problemsOf(parsed.error, known));
  return undefined;
}

function refuseSameApp(files: readonly File[], report: Report): void {
  const ids = files.map(({ yaml }) => appAsFar(yaml.value).app);
  for (const [index, file] of files.entries()) {
    const earlier = ids[index] === undefined ? index : ids.indexOf(ids[index]);
    if (earlier === index) continue;
    const says = `"${ids[index]}" is the id of the app in ${files[earlier]?.shownAs} too. Give each app its own.`;
    report.all(file, [{ path: ['app'], says }]);
  }
}

/** Collects what is wrong over all files. */
class Report {
  readonly problems: { file: string; line: number; text: string }[] = [];

  all(file: File, problems: readonly Problem[]): void {
    for (const { path, says } of problems) this.line(file.shownAs, file.yaml.lineOf(path), fieldOf(path), says);
  }

  line(file: string, line: number, field: string, says: string): void {
    this.problems.push({ file, line, text: `${file}:${line} ${field ? `${field}: ` : ''}${says}` });
  }

  inOrder(): string[] {
    const byFile = (one: { file: string }, other: { file: string }) =>
      one.file < other.file ? -1 : Number(one.file > other.file);
    return this.problems.toSorted((one, other) => byFile(one, other) || one.line - other.line).map(({ text }) => text);
  }
}
