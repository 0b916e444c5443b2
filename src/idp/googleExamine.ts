import { answers, understood } from './googleAnswers.js';
import { type GoogleCalls, type GoogleSettings, scopes } from './googleClient.js';
import { TokenDenied } from './googleErrors.js';
import { readGroup } from './googleGroups.js';
import { type Finding, GroupGone, PersonGone, ProviderDown, ProviderRefused } from './port.js';

/** More than docs/security.md lists. Nobody can be asked for the whole list, so the worst are tried one by one. */
const dangerous = [
  'admin.directory.user',
  'admin.directory.group',
  'admin.directory.rolemanagement',
  'admin.directory.domain',
  'admin.directory.orgunit',
  'apps.groups.settings',
  'cloud-platform',
  'drive',
  'gmail.modify',
  'https://mail.google.com/',
];

type Needs = { readonly google: GoogleCalls; readonly settings: GoogleSettings };

const delegation = "Admin console, Security, API controls, Domain-wide delegation: the service account's client id";

/** Calls that change nothing. */
export async function* examine(needs: Needs, groups: readonly string[]): AsyncIterable<Finding> {
  for (const scope of scopes.everyday) yield await needed(needs, scope, 'people and groups');
  yield await needed(needs, scopes.log[0], "Google's own log");
  yield await sessions(needs);
  yield clock(needs);
  for (const scope of dangerous) yield await unwanted(needs, scope);
  yield await subject(needs);
  for (const group of groups) yield await reachable(needs, group);
  yield {
    check: 'right to change members',
    verdict: 'unknown',
    says: 'Google shows it only by changing a membership.',
    remedy: 'Compare the custom admin role with docs/security.md.',
  };
}

type Trial = 'granted' | 'denied' | { readonly why: string };

async function tried({ google }: Needs, scope: string): Promise<Trial> {
  try {
    await google.tryScope(scope);
    return 'granted';
  } catch (error) {
    if (error instanceof TokenDenied && error.reason === 'unauthorized_client') return 'denied';
    return { why: wordsOf(error) };
  }
}

/** Our own sentences hold no secret, but Google's may quote the admin's address. */
const wordsOf = (error: unknown): string => {
  const known = error instanceof ProviderDown || error instanceof ProviderRefused;
  return known ? error.message.replace(/[^\s"'<>(]+@[^\s"'<>)]+/g, '…') : 'It could not be asked.';
};

async function needed(needs: Needs, scope: string, use: string): Promise<Finding> {
  const check = `scope ${scope}`;
  const trial = await tried(needs, scope);
  if (trial === 'granted') return { check, verdict: 'good', says: 'It is authorised.' };
  const remedy = `Authorise it (${delegation}).`;
  if (trial === 'denied') return { check, verdict: 'bad', says: `It is not authorised, and ${use} need it.`, remedy };
  return { check, verdict: 'unknown', says: trial.why, remedy: 'Mend what it says, then ask again.' };
}

async function sessions(needs: Needs): Promise<Finding> {
  const [scope] = scopes.sessions;
  const finding = await needed(needs, scope, 'roles with endSessions');
  if (finding.verdict !== 'bad') return finding;
  return { check: finding.check, verdict: 'good', says: 'It is not authorised; only roles with endSessions need it.' };
}

async function unwanted(needs: Needs, scope: string): Promise<Finding> {
  const check = `scope ${scope}`;
  const trial = await tried(needs, scope);
  if (trial === 'denied') return { check, verdict: 'good', says: 'It is not authorised, and Latchkey never needs it.' };
  const remedy = `Take it out (${delegation}).`;
  if (trial === 'granted')
    return { check, verdict: 'bad', says: 'It is authorised, and Latchkey never needs it.', remedy };
  return { check, verdict: 'unknown', says: trial.why, remedy: 'Mend what it says, then ask again.' };
}

/** Google refuses claims of the future, and tokens are counted by our clock. */
function clock({ google }: Needs): Finding {
  const ahead = google.clockAhead();
  const check = 'clock';
  if (ahead === undefined) return { check, verdict: 'unknown', says: 'Google did not say what time it has.' };
  const seconds = Math.round(Math.abs(ahead) / 1000);
  if (seconds <= 60) return { check, verdict: 'good', says: 'It agrees with Google within a minute.' };
  const direction = ahead > 0 ? 'behind' : 'ahead of';
  return { check, verdict: 'bad', says: `It is ${seconds} s ${direction} Google.`, remedy: 'Set it by NTP.' };
}

async function subject({ google, settings }: Needs): Promise<Finding> {
  const check = 'GOOGLE_ADMIN_SUBJECT';
  const role = 'Give an account of its own a custom admin role with what docs/security.md lists.';
  try {
    const answer = await google.ask(() => google.directory.users.get({ userKey: settings.adminSubject }));
    const { isAdmin, isDelegatedAdmin, suspended } = understood(answers.user, answer);
    if (suspended) return { check, verdict: 'bad', says: 'The account is suspended.', remedy: 'Let it in again.' };
    if (isAdmin)
      return { check, verdict: 'bad', says: 'It is a super admin: far more than Latchkey needs.', remedy: role };
    if (!isDelegatedAdmin) return { check, verdict: 'bad', says: 'It has no admin role.', remedy: role };
    return { check, verdict: 'good', says: 'It is an admin with a role of its own, and no super admin.' };
  } catch (error) {
    const isGone = error instanceof PersonGone;
    if (isGone) return { check, verdict: 'bad', says: 'Google knows no such account.', remedy: role };
    return { check, verdict: 'unknown', says: wordsOf(error), remedy: 'Mend what it says, then ask again.' };
  }
}

async function reachable({ google }: Needs, id: string): Promise<Finding> {
  const check = `group ${id}`;
  try {
    await readGroup(google, id);
    await google.ask(() => google.directory.members.list({ groupKey: id, maxResults: 1 }));
    return { check, verdict: 'good', says: 'It and its members can be read.' };
  } catch (error) {
    const remedy = 'Name another group in the catalog, or let the admin role see this one.';
    if (error instanceof GroupGone) return { check, verdict: 'bad', says: 'Google has no such group.', remedy };
    if (error instanceof ProviderRefused) return { check, verdict: 'bad', says: wordsOf(error), remedy };
    return { check, verdict: 'unknown', says: wordsOf(error), remedy: 'Ask again.' };
  }
}
