import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';

/** What is set, by name; an empty value counts as not set. */
export type Given = Readonly<Record<string, string>>;

/** The process's own variables over those of the `.env` file in this directory, when there is one. */
export function withEnvFile(environment: NodeJS.ProcessEnv, directory: string): NodeJS.ProcessEnv {
  const text = readIfThere(join(directory, '.env'));
  return text === undefined ? environment : { ...parseEnv(text), ...environment };
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** Takes each secret from where it is given: the variable itself, or the file that `<name>_FILE` names. */
export function gather(
  environment: NodeJS.ProcessEnv,
  names: readonly string[],
  secrets: readonly string[],
): { given: Given; problems: string[] } {
  const given: Record<string, string> = {};
  const problems: string[] = [];
  for (const name of names) {
    const value = environment[name]?.trim();
    if (value) given[name] = value;
  }
  for (const name of secrets) {
    const path = environment[`${name}_FILE`]?.trim();
    if (!path) continue;
    if (given[name]) problems.push(`${name} and ${name}_FILE are both set. Keep one of them.`);
    else given[name] = readSecret(name, path, problems);
  }
  return { given, problems };
}

/** The path is not repeated in a problem: somebody may have put the secret itself there. */
function readSecret(name: string, path: string, problems: string[]): string {
  try {
    const value = readFileSync(path, 'utf8').trim();
    if (!value) problems.push(`${name}_FILE names an empty file. Write the secret into it.`);
    return value;
  } catch (error) {
    problems.push(
      `${name}_FILE names a file that cannot be read (${codeOf(error)}). Give the path of a file that Latchkey may read.`,
    );
    return '';
  }
}

const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'unknown error';
