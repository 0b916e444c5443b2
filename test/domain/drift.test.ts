import { describe, expect, test } from '@jest/globals';
import type { Drift } from '../../src/domain/drift.js';
import {
  adopt,
  assignment,
  at,
  drift,
  explain,
  find,
  given,
  grant,
  hours,
  minutes,
  nothingYet,
  open,
  provisioned,
  removed,
  request,
  takeAway,
} from '../support/given.js';

const entry = (id: string) => ({ id, at: at(0), actor: '00uadmin' });

describe('what was found', () => {
  test('is found once: a second look finds nothing new, and the log completes what the look began', () => {
    nothingYet()
      .when(find())
      .then('drift.found')
      .when(find({ id: 'd2' }))
      .nothing()
      .when(find({ id: 'd3', source: 'log', entry: entry('e1') }))
      .then('drift.traced')
      .saying({ id: 'd1', change: 'added', entry: entry('e1') })
      .when(find({ id: 'd3', source: 'log', entry: entry('e1') }))
      .nothing();
  });

  test('is found anew once it was answered', () => {
    given(drift({ status: 'closed', answer: 'explained' }))
      .when(find({ id: 'd2' }))
      .then('drift.found');
  });

  test('has to be explained also when it went away by itself', () => {
    given(drift())
      .when({ type: 'drift.undo', id: 'd1', account: '00uana' })
      .then('drift.undone')
      .when(adopt('dana'))
      .refused('no longer in the group')
      .when(takeAway('dana'))
      .refused('no longer in the group')
      .when(explain('dana'))
      .then('drift.answered')
      .saying({ answer: 'explained', by: 'dana' });
  });

  test('of many, it settles when nobody is in any more', () => {
    given(drift({ kind: 'many', person: undefined, accounts: ['00u1', '00u2'] }))
      .when({ type: 'drift.undo', id: 'd1', account: '00u1' })
      .then('drift.undone')
      .when({ type: 'drift.undo', id: 'd1', account: '00u1' })
      .nothing()
      .when({ type: 'drift.undo', id: 'd1', account: '00u2' })
      .then('drift.undone', 'drift.settled');
  });

  test('and turns out to be ours, settles; what is answered does not', () => {
    const settle = { type: 'drift.settle', id: 'd1', cause: 'ours' } as const;
    given(drift()).when(settle).then('drift.settled').when(explain('dana')).refused('settled by itself');
    given(drift({ status: 'closed', answer: 'explained' }))
      .when(settle)
      .nothing();
  });
});

describe('many who came at once', () => {
  const line = (id: string, who: string) => ({ ...entry(id), account: who });
  const flood = { kind: 'many', recipient: 'flood:okta:1:00usync', person: undefined } as const;
  const more = (id: string) =>
    find({ ...flood, id, source: 'log', accounts: [`00u-${id}`], entries: [line(`e-${id}`, `00u-${id}`)] });

  test('are one finding while they come, and who comes an hour later is another', () => {
    const { world } = nothingYet()
      .when(more('d1'))
      .then('drift.found')
      .at(minutes(59))
      .when(more('d2'))
      .then('drift.recounted')
      .saying({ id: 'd1', change: 'added', accounts: ['00u-d2'] })
      .when(more('d2'))
      .nothing()
      .at(minutes(60))
      .when(more('d3'))
      .then('drift.found');
    expect(world.drifts.get('d1')).toMatchObject({ accounts: ['00u-d1', '00u-d2'], entries: ['e-d1', 'e-d2'] });
  });

  test('are answered for all the same when all have left, since the log tells of them; and who has left stays away', () => {
    const left = { type: 'drift.recount', id: 'd1', change: 'removed', accounts: ['00u-d1'] } as const;
    given(drift({ ...flood, accounts: ['00u-d1'], entries: ['e-d1'] }))
      .when({ ...left, entries: [line('e2', '00u-d1')] })
      .then('drift.recounted')
      .when(more('d1'))
      .nothing()
      .when(explain('dana'))
      .then('drift.answered');
    given(drift({ ...flood, accounts: ['00u-d1'] }))
      .when({ ...left, entries: [] })
      .then('drift.recounted', 'drift.settled');
  });

  test('are answered for as they were read: not when more have come since', () => {
    const explained = { ...(explain('dana') as object), seen: 1 } as ReturnType<typeof explain>;
    given(drift({ ...flood, accounts: ['00u-d1'] }))
      .when(more('d2'))
      .when(explained)
      .refused('More people have come since');
    given(drift({ ...flood, accounts: ['00u-d1'] }))
      .when(explained)
      .then('drift.answered');
  });
});

describe('who answers', () => {
  test("is the app's owner or an admin, and nobody else", () => {
    for (const answer of [adopt('mallory'), takeAway('mallory'), explain('mallory')]) {
      given(drift()).when(answer).refused("Only an admin or the app's owner");
    }
  });

  test('nobody adopts for themselves, and nobody answers for themselves', () => {
    for (const answer of [adopt('ana'), takeAway('ana'), explain('ana')]) {
      given(drift()).when(answer).refused('your own access');
    }
    given(drift({ kind: 'many', person: undefined, accounts: ['00udana', '00uomar'] }))
      .when(explain('dana'))
      .refused('your own access')
      .when(explain('iris'))
      .then('drift.answered');
  });

  test('is the first; the second hears how it was answered', () => {
    given(drift()).when(explain('dana')).when(adopt('iris')).refused('it was explained');
    given(drift()).when(takeAway('dana')).when(adopt('iris')).refused('just being taken away');
  });
});

describe('adopting', () => {
  test('is a request that the answer approves; it holds the group that was found, and no other', () => {
    given(drift())
      .when(adopt('dana'))
      .then('drift.answered', 'request.submitted', 'request.approved')
      .saying({ type: 'request.submitted', id: 'r9', requester: 'dana', recipient: 'ana', adopts: 'd1', stages: [] })
      .when(open({ 'figma-editors': 'g1', 'figma-admins': 'g2' }, { id: 'r9' }))
      .then('assignment.opened', 'grant.opened')
      .saying({ type: 'grant.opened', entitlement: 'okta:figma-editors' })
      .when(provisioned())
      .then('grant.activated', 'assignment.activated')
      .saying({ type: 'assignment.activated', endsAt: at(hours(4)) });
  });

  test('takes a duration that the role offers, and never for ever where the role is dangerous', () => {
    given(drift())
      .when(adopt('dana', { duration: hours(5) }))
      .refused('does not offer this duration');
    for (const risk of ['elevated', 'privileged'] as const) {
      given(drift())
        .when(adopt('dana', { duration: 'permanent', offered: ['permanent'], risk }))
        .refused('always has an end');
    }
    given(drift())
      .when(adopt('dana', { duration: 'permanent', offered: ['permanent'], risk: 'low' }))
      .then('drift.answered', 'request.submitted', 'request.approved');
    given(drift())
      .when(adopt('dana', { longest: minutes(30) }))
      .refused('Policy does not allow this for so long');
  });

  test('is not possible for somebody whom the directory does not know, for many at once, or for a removal', () => {
    given(drift({ person: undefined, recipient: 'okta:00uana' }))
      .when(adopt('dana'))
      .refused('does not know this person');
    for (const kind of ['many', 'removed'] as const)
      given(drift({ kind })).when(adopt('dana')).refused('Only a membership that one person was given');
  });

  test('waits for what the person has asked for, and for what they hold through us', () => {
    given(drift(), request({ status: 'pending' }))
      .when(adopt('dana'))
      .refused('has asked for the same role');
    given(drift(), request({ status: 'approved' }))
      .when(adopt('dana'))
      .refused('has asked for the same role');
    given(drift(), assignment({ grants: [] }))
      .when(adopt('dana'))
      .refused('through Latchkey already');
    given(drift(), grant()).when(adopt('dana')).refused('Latchkey holds this membership');
  });
});

test('removing is done when the provider confirms it, and open again when it refuses, without an address', () => {
  const { world } = given(drift())
    .when(takeAway('dana'))
    .then('drift.removing')
    .when({ type: 'drift.refuse', id: 'd1', says: 'ana@acme.example.com is managed by a rule.' })
    .then('drift.refused')
    .saying({ says: '(an address) is managed by a rule.' });
  expect(world.drifts.get('d1')).toMatchObject({ status: 'open' } satisfies Partial<Drift>);
  expect(world.drifts.get('d1')?.answer).toBeUndefined();
  given(drift())
    .when(takeAway('dana'))
    .when({ type: 'drift.confirmRemoved', id: 'd1', how: 'done' })
    .then('drift.removed')
    .when(explain('dana'))
    .refused('the membership was removed');
});

describe('a grant whose membership somebody else took away', () => {
  const lost = { type: 'grant.lose', id: 'g1', drift: 'd1' } as const;

  test('ends every access that it held, with that cause, and goes its one way out', () => {
    given(grant({ holders: ['r1', 'r2'] }), assignment(), assignment({ id: 'r2', role: 'viewer' }))
      .when(lost)
      .then(
        'grant.lost',
        'assignment.ending',
        'grant.released',
        'assignment.ended',
        'assignment.ending',
        'grant.ending',
      )
      .saying({ type: 'assignment.ending', id: 'r2', cause: 'goneOutside' })
      .saying({ type: 'grant.ending', cause: 'goneOutside' })
      .when(removed())
      .then('grant.ended', 'assignment.ended');
  });

  test('is not lost while it is given, taken away or over', () => {
    for (const status of ['provisioning', 'revoking', 'ended'] as const)
      given(grant({ status }), assignment()).when(lost).nothing();
  });

  test('what the log tells is noted once for each entry, also long after the end', () => {
    const witness = { type: 'grant.witness', id: 'g1', change: 'removed', entry: entry('e1') } as const;
    const { world } = given(grant({ status: 'ended' }))
      .when(witness)
      .then('grant.witnessed')
      .when(witness)
      .nothing();
    expect(world.grants.get('g1')).toMatchObject({ status: 'ended', entries: ['e1'] });
  });
});
