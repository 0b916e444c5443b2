import { isRefusal } from '../domain/refusal.js';
import type { Message } from '../views/asked.js';
import { saying } from '../views/who.js';
import type { Deps } from './deps.js';

/** Stopping new grants, and letting them go on. What has to end ends all the same. */
export async function setPause(deps: Deps, slackId: string, wanted: 'pause' | 'resume'): Promise<Message> {
  const { directory, door } = deps;
  const person = await directory.whoIs(slackId);
  if (isRefusal(person)) return saying(person.says);
  if (!directory.isAdmin(person)) return saying(`Only admins can ${wanted} grants.`);
  const type = wanted === 'pause' ? 'grants.paused' : 'grants.resumed';
  const isSaid = (last: { event: { type: string } } | undefined) =>
    last ? last.event.type === type : wanted === 'resume';
  const recorded = await door.record({ type, by: person.id }, person.id, 'slack', isSaid);
  return saying(recorded.length === 0 ? alreadySo[wanted] : nowSo[wanted]);
}

const nowSo = {
  pause:
    'New grants are paused. Requests can still be asked and decided; what is approved waits. Access that ends still ends. Type /access resume to go on.',
  resume: 'New grants go on. What was approved meanwhile is being granted now.',
} as const;

const alreadySo = {
  pause: 'New grants are already paused. Type /access resume to go on.',
  resume: 'New grants are not paused.',
} as const;
