import { describe, expect, test } from '@jest/globals';
import type { Task } from '../../src/domain/grant.js';
import { assignment, giveBack, given, grant, provisioned, removed, request } from '../support/given.js';

const approved = request({ status: 'approved' });
const add: Task = { kind: 'add', why: 'manual', says: 'Let Ana into the server room' };
const remove: Task = { kind: 'remove', why: 'refused', says: 'Okta said no' };
const handOver = (task: Task) => ({ type: 'grant.handOver', id: 'g1', task }) as const;
const handle = (by: string) => ({ type: 'grant.handle', id: 'g1', by, mayHandle: ['dana', 'iris'] }) as const;

const provisioning = [approved, assignment({ status: 'opened' }), grant({ status: 'provisioning' })] as const;
const revoking = [
  approved,
  assignment({ status: 'ending' }),
  grant({ status: 'revoking', cause: 'returned' }),
] as const;

describe('a task for a person', () => {
  test('is handed over once, done once, and access begins when the provider agrees', () => {
    const done = given(...provisioning)
      .when(handOver(add))
      .then('grant.handedOver')
      .when(handOver(add))
      .nothing()
      .when(handle('dana'))
      .then('grant.handled')
      .when(handle('iris'))
      .refused('This is already done. Nothing is left to do here.');
    expect(done.world.grants.get('g1')).toMatchObject({ status: 'provisioning', handledBy: 'dana' });
    done
      .when({ type: 'grant.confirmProvisioned', id: 'g1', how: 'byHand' })
      .then('grant.activated', 'assignment.activated');
  });

  test('comes back when the provider does not agree', () => {
    const again = given(...provisioning)
      .when(handOver(add))
      .when(handle('dana'))
      .when(handOver(add))
      .then('grant.handedOver');
    expect(again.world.grants.get('g1')?.handledBy).toBeUndefined();
  });

  test('to add somebody is void once the access is to end', () => {
    const ended = given(...provisioning)
      .when(handOver(add))
      .when(giveBack('ana'))
      .then('assignment.ending', 'grant.ending');
    expect(ended.world.grants.get('g1')?.task).toBeUndefined();
    ended.when(handOver(add)).nothing().when(handOver(remove)).then('grant.handedOver');
  });

  test('to remove somebody does not end the grant: the provider does', () => {
    given(...revoking)
      .when(handOver(remove))
      .when(handle('iris'))
      .then('grant.handled')
      .when({ type: 'grant.confirmRevoked', id: 'g1', how: 'byHand' })
      .then('grant.ended', 'assignment.ended')
      .saying({ type: 'grant.ended', cause: 'returned', how: 'byHand' });
  });

  test('is done by those who may', () => {
    given(...provisioning)
      .when(handOver(add))
      .when(handle('ana'))
      .refused("Only an admin or the app's owner can mark this as done.");
  });
});

describe('the provider’s word', () => {
  test.each(['groupGone', 'personGone'] as const)('%s ends a removal', (how) => {
    given(...revoking)
      .when({ type: 'grant.confirmRevoked', id: 'g1', how })
      .saying({ type: 'grant.ended', how });
  });

  test('that names somebody by address comes onto the record without the address', () => {
    const task = { kind: 'add', why: 'refused', says: 'User ana@acme.example.com is not assignable' } as const;
    given(...provisioning)
      .when({ type: 'grant.handOver', id: 'g1', task })
      .saying({ type: 'grant.handedOver', task: { ...task, says: 'User (an address) is not assignable' } });
  });

  test('that stays away for long is said once, and forgotten when it comes', () => {
    const delay = { type: 'grant.delay', id: 'g1', says: 'Okta answered 503' } as const;
    given(...provisioning)
      .when(delay)
      .then('grant.delayed')
      .when(delay)
      .nothing()
      .when(provisioned())
      .then('grant.activated', 'assignment.activated');
    given(...revoking)
      .when(delay)
      .then('grant.delayed');
  });

  test('that comes late or twice changes nothing', () => {
    given(...revoking)
      .when(provisioned())
      .nothing();
    given(...provisioning)
      .when(removed())
      .nothing();
    given(...provisioning)
      .when(provisioned())
      .when(provisioned())
      .nothing();
    given(...revoking)
      .when(removed())
      .when(removed())
      .nothing();
  });
});
