import { sessionsFinding } from '../domain/finding.js';
import { answers, understood } from './googleAnswers.js';
import { type GoogleCalls, type GoogleSettings, scopes } from './googleClient.js';
import { TokenDenied } from './googleErrors.js';
import { readGroup } from './googleGroups.js';
import type { Kinds } from './googleKinds.js';
import { type Finding, GroupGone, type Needed, PersonGone, ProviderDown, ProviderRefused } from './port.js';

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

type Needs = { readonly google: GoogleCalls; readonly settings: GoogleSettings; readonly kinds: Kinds };

const delegation = "Admin console, Security, API controls, Domain-wide delegation: the service account's client id";

/** Each question is a read, or asks for a token that is thrown away: nothing is changed. */
export async function* examine(needs: Needs, wanted: Needed): AsyncIterable<Finding> {
  const credential = await accepted(needs);
  yield credential;
  // Without a credential every other answer would be the same.
  if (credential.verdict !== 'good') return;
  for (const scope of scopes.everyday) yield await needed(needs, scope, 'people and groups');
  yield await needed(needs, scopes.log[0], "Google's own log");
  yield await needed(needs, scopes.kinds[0], 'telling dynamic and locked groups');
  yield await sessions(needs, wanted);
  yield await unwanted(needs);
  yield await subject(needs);
  yield* reachable(needs, wanted.groups);
  yield clock(needs);
  const says =
    'Google shows the right to change members only when it is used, and its log names an account, not a person.';
  yield { check: 'admin role', verdict: 'unknown', says, remedy: `${role} Let no person sign in with it.` };
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
function wordsOf(error: unknown): string {
  const isOurs = [ProviderDown, ProviderRefused, PersonGone].some((kind) => error instanceof kind);
  const words = isOurs && error instanceof Error ? error.message : 'It could not be asked.';
  return words.replace(/[^\s"'<>(]+@[^\s"'<>)]+/g, '…');
}

const later = 'Mend what it says, then ask again.';

async function accepted(needs: Needs): Promise<Finding> {
  const check = 'credential';
  try {
    await needs.google.tryScope(scopes.everyday[0]);
    return { check, verdict: 'good', says: 'Google accepts it.' };
  } catch (error) {
    if (!(error instanceof TokenDenied)) return { check, verdict: 'unknown', says: wordsOf(error), remedy: later };
    const isKnown = error.reason === 'unauthorized_client';
    if (isKnown) return { check, verdict: 'good', says: 'Google knows the service account.' };
    return { check, verdict: 'bad', says: wordsOf(error), remedy: 'Mend the setting that is named.' };
  }
}

async function needed(needs: Needs, scope: string, use: string): Promise<Finding> {
  const check = `scope ${scope}`;
  const trial = await tried(needs, scope);
  if (trial === 'granted') return { check, verdict: 'good', says: 'It is authorised.' };
  const remedy = `Authorise it (${delegation}).`;
  if (trial === 'denied') return { check, verdict: 'bad', says: `It is not authorised, and ${use} need it.`, remedy };
  return { check, verdict: 'unknown', says: trial.why, remedy: later };
}

async function sessions(needs: Needs, wanted: Needed): Promise<Finding> {
  const [scope] = scopes.sessions;
  const check = `scope ${scope}`;
  const trial = await tried(needs, scope);
  if (typeof trial === 'object') return { check, verdict: 'unknown', says: trial.why, remedy: later };
  const [give, take] = [`Authorise it (${delegation}).`, `Take it out (${delegation}).`];
  return sessionsFinding(check, wanted, { isThere: trial === 'granted', give, take });
}

async function unwanted(needs: Needs): Promise<Finding> {
  const check = 'scopes beyond what is needed';
  const granted: string[] = [];
  for (const scope of dangerous) {
    const trial = await tried(needs, scope);
    if (trial === 'granted') granted.push(scope);
    else if (trial !== 'denied') return { check, verdict: 'unknown', says: trial.why, remedy: later };
  }
  if (granted.length === 0) return { check, verdict: 'good', says: 'None of the dangerous ones is authorised.' };
  const all = granted.join(', ');
  const says = `Latchkey needs none of ${all}, and each is authorised.`;
  return { check, verdict: 'bad', says, remedy: `Take out ${all} (${delegation}).` };
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

const role = 'Give an account of its own a custom admin role with what docs/security.md lists.';

async function subject({ google, settings }: Needs): Promise<Finding> {
  const check = 'GOOGLE_ADMIN_SUBJECT';
  try {
    const answer = await google.ask(() => google.directory.users.get({ userKey: settings.adminSubject }));
    const { isAdmin, isDelegatedAdmin } = understood(answers.user, answer);
    if (isAdmin) {
      return { check, verdict: 'bad', says: 'It is a super admin: far more than Latchkey needs.', remedy: role };
    }
    if (!isDelegatedAdmin) return { check, verdict: 'bad', says: 'It has no admin role.', remedy: role };
    return { check, verdict: 'good', says: 'It is an admin with a role of its own, and no super admin.' };
  } catch (error) {
    const verdict = error instanceof ProviderRefused || error instanceof PersonGone ? 'bad' : 'unknown';
    return { check, verdict, says: wordsOf(error), remedy: role };
  }
}

async function* reachable(needs: Needs, groups: readonly string[]): AsyncIterable<Finding> {
  let wrong = 0;
  for (const id of groups) {
    const finding = await aboutGroup(needs, id);
    if (!finding) continue;
    wrong += 1;
    yield finding;
  }
  const says = `All ${groups.length} and their members can be read, and none is known to take no writes.`;
  if (wrong === 0) yield { check: 'groups of the catalog', verdict: 'good', says };
}

const another = 'Map the role to a group that people are put into by hand.';

async function aboutGroup({ google, kinds }: Needs, id: string): Promise<Finding | undefined> {
  const check = `group ${id}`;
  try {
    const group = await readGroup(google, id);
    await google.ask(() => google.directory.members.list({ groupKey: id, maxResults: 1 }));
    const obstacle = await kinds.obstacle(group);
    const [name = ''] = group.email.split('@');
    const says = obstacle?.replace(group.email.toLowerCase(), name);
    return says === undefined ? undefined : { check, verdict: 'bad', says, remedy: another };
  } catch (error) {
    const remedy = 'Mend the role in the catalog, or let the admin role see this group.';
    if (error instanceof GroupGone) return { check, verdict: 'bad', says: 'Google has no such group.', remedy };
    const verdict = error instanceof ProviderRefused ? 'bad' : 'unknown';
    return { check, verdict, says: wordsOf(error), remedy };
  }
}
