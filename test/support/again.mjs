import { expect, jest } from '@jest/globals';

// What kills processes and drives browsers runs against the clock of a machine that others may be using: in CI it is
// tried once more, and what it said the first time is printed.
const isAgainstTheClock = /[\\/]test[\\/](flows|e2e)[\\/]/.test(expect.getState().testPath ?? '');
if (process.env.CI && isAgainstTheClock) jest.retryTimes(1, { logErrorsBeforeRetry: true });
