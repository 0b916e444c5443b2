import { describe, expect, test } from '@jest/globals';
import { denyModal, readDenial } from '../../src/views/denyModal.js';
import { refusalMessage } from '../../src/views/refusalMessage.js';
import { readRevocation, revokeModal } from '../../src/views/revokeModal.js';
import { read, shownView } from '../support/screen.js';

/** As Slack sends a form back: the view, with what stands in its one field. */
const filled = (view: { blocks: unknown; private_metadata?: string }, value: string | null) => {
  const [block] = view.blocks as [{ block_id: string; element: { action_id: string } }];
  return {
    ...view,
    state: { values: { [block.block_id]: { [block.element.action_id]: { type: 'plain_text_input', value } } } },
  };
};

describe.each([
  { name: 'Deny', modal: denyModal, reader: readDenial },
  { name: 'Revoke', modal: revokeModal, reader: readRevocation },
])('the form $name', ({ name, modal, reader }) => {
  test('asks for a Reason and says who reads it', () => {
    const { text } = shownView(modal('r1'));
    expect(text).toContain('Reason');
    expect(text).toContain('auditors');
    expect(modal('r1').submit?.text).toBe(name);
  });

  test('comes back with what it is about and the reason, trimmed', () => {
    expect(reader(filled(modal('r1'), '  Not needed \n'))).toEqual({ about: 'r1', reason: 'Not needed' });
  });

  test('an empty reason is said on the field', () => {
    const answer = reader(filled(modal('r1'), '   '));
    expect(Object.values('errors' in answer ? answer.errors : {})).toEqual(['Say why, in a few words.']);
  });

  test('an over-long reason is told its limit in numbers', () => {
    const answer = reader(filled(modal('r1'), 'x'.repeat(1_234)));
    expect(Object.values('errors' in answer ? answer.errors : {})).toEqual([
      'This has 1,234 characters. At most 1,000 fit: shorten it by 234.',
    ]);
  });

  test.each([undefined, null, 'x', {}, { state: {} }, { private_metadata: 7 }])(
    'a forged form (%p) is refused with a word',
    (forged) => {
      expect(reader(forged)).toHaveProperty('errors');
    },
  );
});

test('a refusal is shown as it is, and what was typed is not lost', () => {
  expect(read(refusalMessage('Try again <!channel> in a minute.', 'Because & so'))).toBe(
    'Try again <!channel> in a minute.\nYou had written:\n>Because & so',
  );
  expect(refusalMessage('<!channel>')).not.toContain('<!channel>');
});
