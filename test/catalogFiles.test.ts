import { mkdir, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { readCatalog } from '../src/catalogFiles.js';
import {
  changed,
  directory,
  figma,
  figmaRole,
  figmaWith,
  policy,
  problems,
  put,
  read,
} from './support/catalogDirectory.js';
import { days, hours } from './support/given.js';

describe('a catalog is read', () => {
  test('with its apps, roles and policy; addresses in lower case, times in seconds', async () => {
    const { apps, policy: rules } = await read();
    expect(apps).toEqual([
      {
        id: 'figma',
        name: 'Figma',
        owner: 'dana@acme.example.com',
        provider: 'okta',
        fallback: 'Ask in #it-help',
        roles: [
          {
            id: 'viewer',
            name: 'Viewer',
            risk: 'low',
            groups: ['figma-viewers'],
            durations: ['permanent'],
            endSessions: false,
          },
          {
            id: 'editor',
            name: 'Editor',
            risk: 'privileged',
            groups: ['figma-editors'],
            durations: [hours(1), hours(24)],
            endSessions: false,
          },
        ],
      },
    ]);
    expect(rules.risks.privileged).toEqual({
      approval: [
        { kind: 'security', quorum: 2 },
        { kind: 'owner', quorum: 1 },
      ],
      longest: hours(24),
    });
    expect(rules).toMatchObject({ security: ['sam@acme.example.com'], lapse: days(3), pilot: [], directory: 'okta' });
  });

  test('the example catalog is one', async () => {
    const { apps } = await readCatalog('catalog', { configured: ['okta', 'entra', 'google', 'manual'] });
    expect(apps.map(({ id }) => id)).toEqual([
      'analytics',
      'aws',
      'badge',
      'figma',
      'github',
      'power-bi',
      'salesforce',
    ]);
  });

  test('the same hash says the same catalog, whatever its files are called and however they are laid out', async () => {
    const before = (await read()).hash;
    expect(before).toMatch(/^[0-9a-f]{64}$/);
    await rm(join(directory, 'figma.yaml'));
    await put({ 'zz.yml': `# moved\n${figma}`, 'notes.md': 'nothing', '.hidden.yaml': '{' });
    await mkdir(join(directory, 'folder.yaml'));
    expect((await readCatalog(directory)).hash).toBe(before);
    await put({ 'zz.yml': changed(figma, 'Editor', 'Writer') });
    expect((await readCatalog(directory)).hash).not.toBe(before);
  });

  test.each([
    ['Ask in #it-help', 'Ask in #it-help'],
    ['#it-help', '#it-help'],
    ['Ask in #it-help or #desk # who is there', 'Ask in #it-help or #desk'],
    ['"Ask in #it-help" #quoted', 'Ask in #it-help'],
    ['Visit the desk # first floor', 'Visit the desk'],
  ])('a fallback keeps its channel: %s', async (written, meant) => {
    expect((await read(figmaWith(/fallback:.*/, `fallback: ${written}`))).apps[0]?.fallback).toBe(meant);
  });

  test('long names are kept whole', async () => {
    const name = 'Figma '.repeat(200).trim();
    expect((await read(figmaWith('name: Figma', `name: ${name}`))).apps[0]?.name).toBe(name);
  });

  test('also through a few aliases, links, CRLF and a byte order mark', async () => {
    const aliased = changed(figma, '[1h, 24h]', '&times [1h]') + figmaRole('admin', '*times');
    await put({ '..data': `\uFEFF${aliased.replaceAll('\n', '\r\n')}`, 'policy.yaml': policy });
    await symlink('..data', join(directory, 'figma.yaml'));
    expect((await readCatalog(directory)).apps[0]?.roles[2]?.durations).toEqual([hours(1)]);
  });
});

describe('hostile and broken files are refused', () => {
  const bomb = [
    'a: &a [x, x, x, x, x, x, x, x, x]',
    ...'bcdefgh'
      .split('')
      .map((name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcdefg'[index]}`).join(', ')}]`),
  ].join('\n');
  test.each<[string, string | Uint8Array, string]>([
    [
      'a tab',
      changed(figma, '    name: Viewer', '\t\tname: Viewer'),
      'figma.yaml:8 is indented with a tab. Indent with spaces.',
    ],
    ['a key twice', `${figma}name: Again\n`, 'figma.yaml:17 says the same key twice. Keep one of them.'],
    ['two documents', `${figma}---\n${figma}`, 'figma.yaml:17 starts a second document (---). Write one file an app.'],
    ['nothing', '', 'figma.yaml:1 is empty. Describe one app in it, or the policy, or remove the file.'],
    [
      'only a comment',
      '# later\n',
      'figma.yaml:1 is empty. Describe one app in it, or the policy, or remove the file.',
    ],
    [
      'a tag',
      changed(figma, 'name: Figma', 'name: !!js/function x'),
      'figma.yaml:2 uses a tag (!). Write plain values.',
    ],
    [
      'an alias of nothing',
      changed(figma, '[permanent]', '*nothing'),
      'figma.yaml:11 uses an alias (*) of nothing. Write the value out.',
    ],
    [
      'aliases of aliases',
      bomb,
      'figma.yaml:1 repeats itself through aliases (*) beyond measure. Write the values out.',
    ],
    [
      'a prototype',
      `${figma}__proto__: { admin: true }\n`,
      'figma.yaml:17 has a key that cannot be one (__proto__). Remove it.',
    ],
    [
      'a constructor',
      changed(figma, '[1h, 24h]', '[1h]\n    constructor: { prototype: 1 }'),
      'figma.yaml:17 has a key that cannot be one (constructor). Remove it.',
    ],
    ['a key that is a list', `${figma}? [a, b]\n: c\n`, 'figma.yaml:17 has a key that cannot be one. Remove it.'],
    ['an endless nest', '['.repeat(100_000), 'figma.yaml:1 is nested too deep. Write it flatter.'],
    [
      'a book',
      `# ${'x'.repeat(300_000)}\n${figma}`,
      'figma.yaml:1 is larger than 256 KiB. Split it into smaller files.',
    ],
    ['bytes', new Uint8Array([0xff, 0xfe, 0x00, 0x80]), 'figma.yaml:1 is not UTF-8 text. Save it as UTF-8.'],
  ])('%s', async (_, body, line) => {
    expect((await problems({ 'figma.yaml': body }))[0]).toBe(line);
    expect(({} as { admin?: boolean }).admin).toBeUndefined();
  });

  test('a quote that is never closed', async () => {
    const [line] = await problems(figmaWith('name: Figma', 'name: "Figma'));
    expect(line).toMatch(/^figma\.yaml:\d+ is not valid YAML: .*\. Mend it here or on the line before\.$/);
  });
});
