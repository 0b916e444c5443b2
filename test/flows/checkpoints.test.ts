import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type ObjectStore, startObjectStore } from '../../sandbox/anchors/objectStore.js';
import { startTimeStampAuthority, type TimeStampAuthority } from '../../sandbox/anchors/timeStampAuthority.js';
import { verify } from '../../src/audit/verify.js';
import type { AuditSettings } from '../../src/config.js';
import { readAuditSettings } from '../../src/config.js';
import { newKeyPair } from '../../src/signing.js';
import { cardSays } from '../support/acts.js';
import { asks, reasonOf } from '../support/crash.js';
import { companyOf, figmaFor, writeCatalog } from '../support/ground.js';
import { type House, hours, openHouse } from '../support/house.js';
import { sql } from '../support/sql.js';
import { unguard } from '../support/trails.js';

const { privateKey } = newKeyPair();
let authority: TimeStampAuthority;
let objects: ObjectStore;
let house: House;
let settings: AuditSettings;
/** The authority's own; that of the house goes as the test says. */
let clock: () => Date;

beforeEach(async () => {
  clock = () => new Date();
  [authority, objects] = await Promise.all([startTimeStampAuthority(() => clock()), startObjectStore()]);
  const outside = {
    AUDIT_SIGNING_KEY: privateKey,
    CHECKPOINT_TSA_URL: authority.url,
    CHECKPOINT_TSA_CA: authority.ca,
    CHECKPOINT_S3_URL: objects.url,
    CHECKPOINT_S3_BUCKET: objects.bucket,
    CHECKPOINT_S3_KEY_ID: objects.keyId,
    CHECKPOINT_S3_SECRET: objects.secret,
    CHECKPOINT_S3_REGION: 'eu-central-1',
  };
  settings = readAuditSettings(outside);
  house = await openHouse({
    company: companyOf(['ana']),
    stepsRun: 2,
    environment: ({ slack, jira }) => ({
      ...outside,
      CATALOG_DIR: writeCatalog(figmaFor('8h')),
      CHECKPOINT_SLACK_CHANNEL: [...slack.workspace.channels.values()].find(({ name }) => name === 'general')?.id ?? '',
      CHECKPOINT_JIRA_ISSUE: `${jira.projectKey}-1`,
    }),
  });
  clock = house.now;
});
afterEach(async () => {
  clock = () => new Date();
  await house.close();
  await Promise.all([authority.stop(), objects.stop()]);
});

const newest = async () => (await house.store.checkpoints.newest())?.number ?? 0;
const places = async () => (await house.store.checkpoints.anchorsOf(await newest())).map(({ place }) => place);
const inChannel = () =>
  house.slack.workspace.messages.filter(({ text }) => text.startsWith(`Checkpoint`)).map(({ text }) => text);
const inIssue = () => house.jira.issues()[0]?.comments.filter((comment) => comment.startsWith('Checkpoint')) ?? [];

/** `npm run audit -- verify --anchors` on this house. */
async function verified(
  slackToken: string | undefined = house.slack.botToken,
): Promise<{ code: number; said: string }> {
  const said: string[] = [];
  const { url, email, apiToken, projectKey } = house.jira;
  const desk = {
    now: house.now,
    say: (line: string) => said.push(line),
    settings: () => ({
      ...settings,
      jira: { baseUrl: url, email, apiToken, project: projectKey },
      ...(slackToken && { slack: { botToken: slackToken, apiUrl: house.slack.url } }),
    }),
    onRecord: (work: (store: House['store']) => Promise<number>) => work(house.store),
  };
  return { code: await verify.run(['--anchors'], desk), said: said.join('\n') };
}

async function signedAnew(): Promise<void> {
  const before = await newest();
  await house.until(async () => {
    await house.passTime(hours(1));
    return (await newest()) > before;
  }, 50_000);
}

test('a request is signed within the hour, and its checkpoint stands at each of the four places, once', async () => {
  await asks(house, 'ana');
  await house.until(() => house.jira.issues().length === 1, 50_000);
  await signedAnew();
  await house.until(async () => {
    await house.passTime(60);
    return (await places()).length === 4;
  }, 50_000);
  expect(await places()).toEqual(['jira', 'objectStore', 'slack', 'timeStamp']);
  expect(inChannel()).toHaveLength(new Set(inChannel()).size);
  expect(inIssue()).toHaveLength(new Set(inIssue()).size);
  expect(objects.objects.size).toBe(await newest());
  const { code, said } = await verified();
  expect([code, said]).toEqual([0, expect.stringContaining('are at objectStore as they are here')]);
  expect(said).toContain('are at jira as they are here');
  expect(said).toMatch(
    /Look yourself: slack, C\w+ [\d.]+, has to name [0-9a-f]{64} .*give it the scope channels:history/,
  );
});

test('a line in the channel is read back where the app may, and is left to people, with the reason, where it may not', async () => {
  house.slack.settings.scopes.add('channels:history');
  await asks(house, 'ana');
  await signedAnew();
  await house.until(async () => {
    await house.passTime(60);
    return (await places()).includes('slack');
  }, 50_000);
  expect((await verified()).said).toMatch(/Outside: \d+ checkpoints are at slack as they are here\./);
  const number = await newest();
  const lines = house.slack.workspace.messages;
  const place = lines.findIndex(({ text }) => text.startsWith(`Checkpoint ${number} of`));
  const line = lines[place];
  if (!line) throw new Error('no line stands in the channel');
  const altered = async (more: Partial<typeof line>) => {
    lines[place] = { ...line, ...more };
    const found = await verified();
    lines[place] = line;
    return found;
  };
  const another = await altered({ text: line.text.replace(/[0-9a-f]{64}/, '0'.repeat(64)) });
  expect([another.code, another.said]).toEqual([
    1,
    expect.stringMatching(/is not outside as it is here: the message C\w+ [\d.]+ names another one/),
  ]);
  const edited = await altered({ editedTs: line.ts });
  expect([edited.code, edited.said]).toEqual([1, expect.stringContaining('was edited after it was posted')]);
  const bens = await altered({ from: 'person' });
  expect([bens.code, bens.said]).toEqual([1, expect.stringContaining('somebody else wrote the message')]);
  lines.splice(place, 1);
  const deleted = await verified();
  lines.splice(place, 0, line);
  expect([deleted.code, deleted.said]).toEqual([
    0,
    expect.stringContaining(`Not outside: slack has no checkpoint ${number}.`),
  ]);
  house.slack.settings.scopes.delete('channels:history');
  const unread = await verified();
  expect([unread.code, unread.said]).toEqual([0, expect.stringContaining('Look yourself: slack')]);
  expect(unread.said).not.toContain('are at slack as they are here');
  const without = await verified('');
  expect(without.said).toMatch(/Look yourself: slack, .* Not compared: SLACK_BOT_TOKEN is not set here\./);
});

test('places that are away keep nobody waiting, and get what they missed', async () => {
  authority.misbehave('down');
  objects.misbehave('down');
  await asks(house, 'ana');
  await signedAnew();
  await cardSays(house.slack.as('ana'), reasonOf('ana'), 'Waiting');
  expect((await places()).filter((place) => ['objectStore', 'timeStamp'].includes(place))).toEqual([]);
  authority.misbehave(undefined);
  objects.misbehave(undefined);
  await house.until(async () => {
    await house.passTime(60);
    return (await places()).includes('objectStore') && (await places()).includes('timeStamp');
  }, 50_000);
  expect(objects.objects.size).toBe(await newest());
});

test('a time stamp that came days late is stated, and is no failed verification', async () => {
  authority.misbehave('down');
  await asks(house, 'ana');
  await signedAnew();
  const number = await newest();
  expect(await places()).not.toContain('timeStamp');
  clock = () => new Date(house.now().getTime() + hours(49) * 1000);
  authority.misbehave(undefined);
  await house.until(async () => {
    await house.passTime(60);
    return (await places()).includes('timeStamp');
  }, 50_000);
  const { code, said } = await verified();
  expect([code, said]).toEqual([0, expect.stringContaining('checkpoints are at timeStamp as they are here')]);
  expect(said).toContain(
    `Proven only since later: timeStamp vouches for checkpoint ${await newest()} more than a day after`,
  );
  expect(said).toContain('until then nobody outside vouches for it');
  expect(await newest()).toBe(number);
});

test('a record whose end was cut off, its checkpoint as well, is not what stands outside', async () => {
  await asks(house, 'ana');
  await signedAnew();
  await house.until(() => objects.objects.size > 0);
  const number = await newest();
  const last = await house.store.checkpoints.newest();
  await unguard(house.database.url);
  await sql(house.database.url, 'DELETE FROM "Anchor" WHERE "number" = $1', [number]);
  await sql(house.database.url, 'DELETE FROM "Checkpoint" WHERE "number" = $1', [number]);
  await sql(house.database.url, 'DELETE FROM "Outbox"');
  const before = await house.store.checkpoints.newest();
  const events = 'DELETE FROM "Event" WHERE ("transactionId", "id") > ($1, $2)';
  await sql(house.database.url, events, [before?.last.transaction ?? '0', before?.last.id ?? '0']);
  expect(last?.number).toBe(number);
  const { code, said } = await verified();
  expect([code, said]).toEqual([
    1,
    expect.stringContaining(`checkpoint ${number} is at objectStore, and the record ends with ${number - 1}`),
  ]);
});

test('whose notes of what was put outside are deleted is compared all the same, and what is not outside is named', async () => {
  await asks(house, 'ana');
  await signedAnew();
  await house.until(async () => objects.objects.size === (await newest()));
  await unguard(house.database.url);
  await sql(house.database.url, 'DELETE FROM "Anchor" WHERE "place" = $1', ['objectStore']);
  const number = await newest();
  const all = await verified();
  expect([all.code, all.said]).toEqual([
    0,
    expect.stringContaining(`Outside: ${number} checkpoints are at objectStore as they are here.`),
  ]);
  const [name, kept] = [...objects.objects].at(-1) ?? [];
  if (!name || !kept) throw new Error('nothing is outside');
  objects.objects.set(name, { ...kept, text: 'another' });
  const other = await verified();
  expect([other.code, other.said]).toEqual([
    1,
    expect.stringContaining(`checkpoint ${number} is not outside as it is here: the object store has another one`),
  ]);
  objects.objects.delete(name);
  const { code, said } = await verified();
  expect([code, said]).toEqual([0, expect.stringContaining(`Not outside: objectStore has no checkpoint ${number}.`)]);
});
