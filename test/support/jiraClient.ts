import { beforeEach, expect } from '@jest/globals';
import { documentAround, paragraph, text } from '../../src/jira/adf.js';
import { createJira, type JiraSettings } from '../../src/jira/client.js';
import { JiraDown, JiraRefused } from '../../src/jira/errors.js';
import type { IssueDraft, JiraClient } from '../../src/jira/port.js';

export const now = new Date('2026-11-21T09:20:00.000Z');
export const body = documentAround([paragraph(text('Approved by Ben Okafor.'))], undefined, []);
export const draft: IssueDraft = {
  summary: 'Ana Silva: Figma Editor for 8 hours',
  description: body,
  labels: ['latchkey', 'latchkey-7f3c'],
  property: { key: 'latchkey', value: { request: '7f3c' } },
};

let clock = now;

export const setClock = (moment: string): void => {
  clock = new Date(moment);
};
export let warnings: string[] = [];
export const log = { info: () => undefined, warn: (_facts: object, sentence: string) => void warnings.push(sentence) };

export function clientFor(url: string, more: Partial<JiraSettings> = {}, timeout = 5000): JiraClient {
  const settings = { baseUrl: url, email: 'latchkey@acme.example.com', apiToken: 'top-secret-token', project: 'ACC' };
  return createJira({ ...settings, ...more }, { now: () => clock, timeout, log });
}

beforeEach(() => {
  clock = now;
  warnings = [];
});

export const failure = async (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => expect('no failure').toBe('a failure'),
    (error: unknown) => error,
  );

export async function down(work: Promise<unknown>): Promise<JiraDown> {
  const error = await failure(work);
  expect(error).toBeInstanceOf(JiraDown);
  return error as JiraDown;
}

export async function refused(work: Promise<unknown>): Promise<JiraRefused> {
  const error = await failure(work);
  expect(error).toBeInstanceOf(JiraRefused);
  return error as JiraRefused;
}
