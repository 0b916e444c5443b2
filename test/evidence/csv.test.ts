import { expect, test } from '@jest/globals';
import { csvLine } from '../../src/evidence/csv.js';

test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '  =1', '|cmd', '\uFEFF=1'])(
  '%j is text to a spreadsheet',
  (text) => {
    expect(csvLine([text]).replace(/^"/, '').startsWith("'")).toBe(true);
  },
);

test('quotes, commas and line breaks stay in their cell, and what nobody knows is empty', () => {
  expect(csvLine(['a,b', 'say "yes"', 'one\ntwo', undefined, 3, -4, 'plain'])).toBe(
    '"a,b","say ""yes""","one\ntwo",,3,-4,plain\r\n',
  );
});
