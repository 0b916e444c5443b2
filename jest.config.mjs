// Our sources are ES modules, which jest can load only with this flag. Set here and not on the command line, so that
// a plain `npx jest test/x` works too: the processes that run tests inherit it.
process.env.NODE_OPTIONS = [
  process.env.NODE_OPTIONS,
  '--experimental-vm-modules',
  '--disable-warning=ExperimentalWarning',
]
  .filter(Boolean)
  .join(' ');

export default {
  testEnvironment: '<rootDir>/test/support/environment.mjs',
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'es6' } },
    ],
  },
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.latchkey/'],
  globalSetup: '<rootDir>/test/support/begin.mjs',
  globalTeardown: '<rootDir>/test/support/end.mjs',
  maxWorkers: 2,
  // The first test that needs a database makes one, on two slow cores perhaps.
  testTimeout: 30_000,
  // With a limit jest always runs tests in processes of their own, also a single file: see above.
  workerIdleMemoryLimit: '1GB',
  // A process that has grown large takes more than jest's half second to be taken down by a busy machine, and would be
  // called a leak. What a file leaves open is found by test/support/environment.mjs, in each file, by its kind.
  workerGracefulExitTimeout: 30_000,
};
