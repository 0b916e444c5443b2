import { describe, expect, test } from '@jest/globals';
import { changed, figma, figmaRole, figmaWith, policyWith, problems, read } from './support/catalogDirectory.js';

describe('an app is refused, with file, line, field and remedy', () => {
  const durationRemedy = 'Write <n>s, <n>m, <n>h, <n>d or permanent, e.g. 7d.';
  test.each<[string, Record<string, string>, string]>([
    ['an unknown key', figmaWith('owner:', 'ownr: x\nowner:'), 'figma.yaml:3 ownr: is not a known key. Write owner.'],
    [
      'an unknown key like no other',
      figmaWith('name: Figma', 'name: Figma\ncolour: red'),
      'figma.yaml:3 colour: is not a known key. The keys are app, name, owner, provider, fallback, roles.',
    ],
    [
      'an unknown key of a role',
      figmaWith('[1h, 24h]', '[1h]\n    endsessions: true'),
      'figma.yaml:17 roles[1].endsessions: is not a known key. Write endSessions.',
    ],
    [
      'no owner',
      figmaWith(/owner:.*\n/, ''),
      'figma.yaml:1 owner: is missing. Write an e-mail address, e.g. dana@example.com.',
    ],
    [
      'an owner who is no address',
      figmaWith('Dana@acme.example.com', 'Dana'),
      'figma.yaml:3 owner: "dana" is not an e-mail address. Write an e-mail address, e.g. dana@example.com.',
    ],
    [
      'no fallback',
      figmaWith(/fallback:.*\n/, ''),
      'figma.yaml:1 fallback: is missing. Write what to do when a request does not fit, e.g. Ask in #it-help.',
    ],
    [
      'an empty fallback',
      figmaWith(/fallback:.*/, 'fallback: ""'),
      'figma.yaml:5 fallback: is empty. Write what to do when a request does not fit, e.g. Ask in #it-help.',
    ],
    [
      'an id with capitals',
      figmaWith('app: figma', 'app: Figma'),
      'figma.yaml:1 app: "Figma" is not an id. Write lower-case letters, digits and -, e.g. figma.',
    ],
    [
      'a long id',
      figmaWith('app: figma', `app: ${'a'.repeat(65)}`),
      `figma.yaml:1 app: "${'a'.repeat(59)}… is too long for an id. Write at most 64 characters.`,
    ],
    [
      'a name that is a number',
      figmaWith('name: Figma', 'name: 365'),
      'figma.yaml:2 name: 365 is not read as text. Put it in quotes: "365".',
    ],
    [
      'a name on two lines',
      figmaWith('name: Figma', 'name: "Fig\\nma"'),
      'figma.yaml:2 name: "Fig\\nma" has a line end or another control character. Write it on one line.',
    ],
    [
      'a name that turns its direction',
      figmaWith('name: Figma', 'name: "Fig\\u202Ema"'),
      'figma.yaml:2 name: "Fig\u202Ema" has a line end or another control character. Write it on one line.',
    ],
    [
      'a provider that nobody knows',
      figmaWith('provider: okta', 'provider: otka'),
      'figma.yaml:4 provider: "otka" is not a provider. Write okta, or another of okta, entra, google, manual.',
    ],
    [
      'a risk that nobody knows',
      figmaWith('risk: low', 'risk: high'),
      'figma.yaml:9 roles[0].risk: "high" is not a risk. Write one of low, standard, sensitive, elevated, privileged.',
    ],
    [
      'no risk',
      figmaWith(/ {4}risk: low\n/, ''),
      'figma.yaml:7 roles[0].risk: is missing. Write one of low, standard, sensitive, elevated, privileged.',
    ],
    [
      'no groups',
      figmaWith(/ {4}groups: \[figma-viewers\]\n/, ''),
      "figma.yaml:7 roles[0].groups: is missing. Write the provider's groups, by id or name; only provider manual has none.",
    ],
    [
      'groups with provider manual',
      figmaWith(/provider: okta([\s\S]*)\n.*figma-editors.*/, 'provider: manual$1'),
      'figma.yaml:10 roles[0].groups: cannot stand with provider manual. Remove them, or write the provider that has these groups.',
    ],
    [
      'a group twice',
      figmaWith('[figma-viewers]', '[a, a]'),
      'figma.yaml:10 roles[0].groups: says "a" twice. Keep one of them.',
    ],
    [
      'no durations',
      figmaWith(/ {4}durations: \[permanent\]\n/, ''),
      'figma.yaml:7 roles[0].durations: is missing. Write what is offered, e.g. [8h, 7d]; the first is the default.',
    ],
    [
      'empty durations',
      figmaWith('[permanent]', '[]'),
      'figma.yaml:11 roles[0].durations: is empty. Write what is offered, e.g. [8h, 7d]; the first is the default.',
    ],
    [
      'durations that are no list',
      figmaWith('[permanent]', '7d'),
      'figma.yaml:11 roles[0].durations: "7d" is not a list. Write what is offered, e.g. [8h, 7d]; the first is the default.',
    ],
    [
      'a duration in words',
      figmaWith('[1h, 24h]', '[1h, 7 days]'),
      `figma.yaml:16 roles[1].durations: "7 days" is not a duration. ${durationRemedy}`,
    ],
    [
      'a duration on a line of its own',
      figmaWith('[1h, 24h]', '\n      - 1h\n      - 7 days'),
      `figma.yaml:18 roles[1].durations: "7 days" is not a duration. ${durationRemedy}`,
    ],
    [
      'a duration without unit',
      figmaWith('[1h, 24h]', '[30]'),
      `figma.yaml:16 roles[1].durations: 30 is not a duration. ${durationRemedy}`,
    ],
    [
      'a duration of nothing',
      figmaWith('[1h, 24h]', '[0h]'),
      'figma.yaml:16 roles[1].durations: "0h" is over at once. Write at least 1s.',
    ],
    [
      'a duration of an age',
      figmaWith('[permanent]', '[99999d]'),
      'figma.yaml:11 roles[0].durations: "99999d" is longer than ten years. Write permanent, or at most 3650d.',
    ],
    [
      'the same duration twice',
      figmaWith('[1h, 24h]', '[1h, 60m]'),
      'figma.yaml:16 roles[1].durations: says 1h twice. Keep one of them.',
    ],
    [
      'a duration beyond its risk',
      figmaWith('[1h, 24h]', '[1h, 2d]'),
      'figma.yaml:16 roles[1].durations: 2d is longer than privileged risk allows. Write at most 24h, or another risk.',
    ],
    [
      'no end where the risk has one',
      figmaWith('[1h, 24h]', '[permanent]'),
      'figma.yaml:16 roles[1].durations: permanent is longer than privileged risk allows. Write at most 24h, or another risk.',
    ],
    [
      'no role',
      { 'figma.yaml': changed(figma, /roles:[\s\S]*/, 'roles: []\n') },
      'figma.yaml:6 roles: is empty. Write 1 to 5 roles.',
    ],
    [
      'six roles',
      { 'figma.yaml': figma + ['a', 'b', 'c', 'd'].map((id) => figmaRole(id)).join('') },
      'figma.yaml:6 roles: has 6 roles. Write 1 to 5, or split the app.',
    ],
    [
      'a role that is a word',
      { 'figma.yaml': changed(figma, /roles:[\s\S]*/, 'roles: [viewer]\n') },
      'figma.yaml:6 roles[0]: "viewer" is not a mapping. Write a role as keys and values: role, name, risk, groups, durations, endSessions.',
    ],
    [
      'the same role twice',
      figmaWith('role: editor', 'role: viewer'),
      'figma.yaml:12 roles[1].role: "viewer" is the id of an earlier role too. Give each role its own.',
    ],
    [
      'endSessions that is a word',
      figmaWith('[1h, 24h]', '[1h]\n    endSessions: sometimes'),
      'figma.yaml:17 roles[1].endSessions: "sometimes" is neither true nor false. Write one of them.',
    ],
    [
      'a list instead of an app',
      { 'figma.yaml': '- figma\n' },
      'figma.yaml:1 a list is not a mapping. Write an app as keys and values: app, name, owner, provider, fallback, roles.',
    ],
  ])('%s', async (_, files, line) => {
    expect(await problems(files)).toEqual([line]);
  });

  test('the same app in two files', async () => {
    expect(await problems({ 'other.yml': figma })).toEqual([
      expect.stringMatching(
        /^other\.yml:1 app: "figma" is the id of the app in .*figma\.yaml too\. Give each app its own\.$/,
      ),
    ]);
  });

  test('a provider that has no settings, and the directory too; manual needs none', async () => {
    const remedy =
      'has no settings. Set OKTA_ORG_URL with OKTA_CLIENT_ID and OKTA_PRIVATE_KEY (or OKTA_API_TOKEN), or write another';
    expect(await problems({}, { configured: ['entra'] })).toEqual([
      `figma.yaml:4 provider: okta ${remedy} provider.`,
      `policy.yaml:11 directory: okta ${remedy} directory.`,
    ]);
    const badge = changed(figma.replace('okta', 'manual').replace('app: figma', 'app: badge'), /.*groups.*\n/g, '');
    expect((await read({ 'badge.yaml': badge }, { configured: ['okta'] })).apps).toHaveLength(2);
  });

  test('everything that is wrong is said at once, in the order of files and lines', async () => {
    const all = await problems({
      ...figmaWith(/name: Figma[\s\S]*\[permanent\]/, 'owner: Dana\nroles:\n  - role: editor\n    durations: [never]'),
      ...policyWith('lapse: 3d', 'lapse: soon'),
    });
    expect(all.map((line) => line.split(' ').slice(0, 2).join(' '))).toEqual([
      'figma.yaml:1 name:',
      'figma.yaml:1 provider:',
      'figma.yaml:1 fallback:',
      'figma.yaml:2 owner:',
      'figma.yaml:4 roles[0].name:',
      'figma.yaml:4 roles[0].risk:',
      'figma.yaml:5 roles[0].durations:',
      'figma.yaml:6 roles[1].role:',
      'policy.yaml:8 lapse:',
    ]);
  });
});
