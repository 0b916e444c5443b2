import { expect, test } from '@jest/globals';
import { offerFor } from '../../src/workflows/portalChoices.js';

const option = (id: string, value: string, isDisabled = false) => ({ id, value, isDisabled });

test('what is missing is added, what is not meant any more is disabled and never deleted, what is back is enabled', () => {
  const options = [option('1', 'Figma'), option('2', 'Fax'), option('3', 'Old', true), option('4', 'GitHub', true)];
  expect(offerFor({ options }, ['Figma', 'GitHub', 'AWS'])).toEqual({
    add: ['AWS'],
    change: [option('2', 'Fax', true), option('4', 'GitHub', false)],
  });
});

test('words that differ in their capitals only are the same choice, written as the catalog has it', () => {
  const options = [option('1', 'figma '), option('2', 'AWS')];
  expect(offerFor({ options }, ['Figma', 'AWS', 'aws'])).toEqual({
    add: [],
    change: [option('1', 'Figma'), option('2', 'aws')],
  });
});

test('where all is as it should be nothing is written', () => {
  expect(offerFor({ options: [option('1', 'Figma'), option('2', 'Fax', true)] }, ['Figma'])).toEqual({
    add: [],
    change: [],
  });
});
