// Generates the database client from prisma/schema.prisma into src/store/generated.
import { existsSync } from 'node:fs';
import { command } from './command.mjs';
import { inRoot } from './paths.mjs';
import { fingerprint, readStamp, writeStamp } from './stamp.mjs';

const schema = 'prisma/schema.prisma';
const output = 'src/store/generated';
const stamp = `${output}/.made-from`;

const made = () => fingerprint([schema, 'node_modules/prisma/package.json']);

export const needsGenerate = () =>
  existsSync(inRoot(schema)) && !(existsSync(inRoot(output, 'client.ts')) && readStamp(stamp) === made());

export async function generate() {
  console.error('Generating the database client');
  await command(process.execPath, [inRoot('node_modules/prisma/build/index.js'), 'generate', '--schema', schema], {
    quiet: true,
    env: {
      // Generating needs no schema engine, but Prisma would download one. Naming any program that exists stops it.
      PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
      PRISMA_HIDE_UPDATE_MESSAGE: '1',
      CHECKPOINT_DISABLE: '1',
      NODE_OPTIONS: '',
    },
  });
  writeStamp(stamp, made());
}
