import { waitOut } from '../faults.js';
import type { Outgoing, Stage, Transport } from './stage.js';
import type { Delivery, DeliveryAnswer } from './workspace.js';

type Retry = { readonly count: number; readonly reason: string };
const firstTime: Retry = { count: 0, reason: '' };

async function attempt(stage: Stage, transport: Transport, outgoing: Outgoing, retry: Retry): Promise<DeliveryAnswer> {
  const { workspace, faults } = stage;
  const { kind, name, payload } = outgoing;
  const taken = faults.take([name, kind]);
  const isTwice = taken.some((fault) => fault.kind === 'twice');
  const at = workspace.now();
  const delivery: Delivery = { kind, name, payload, at, attempt: retry.count, ...(isTwice && { isTwice }) };
  workspace.deliveries.push(delivery);
  workspace.changes.emit('delivery');
  await waitOut(taken);
  const isKept = taken.some((fault) => fault.kind === 'down' || fault.kind === 'error');
  const again = { count: retry.count + 1, reason: 'timeout' };
  const sends = isKept ? [] : [transport.send(outgoing, retry), ...(isTwice ? [transport.send(outgoing, again)] : [])];
  const [heard = { kind: 'silence', why: 'connection_failed' } as const] = await Promise.all(sends);
  const isLost = taken.some((fault) => fault.kind === 'loseAnswer');
  delivery.answer = isLost ? { kind: 'silence', why: 'timeout' } : heard;
  workspace.changes.emit('delivery');
  return delivery.answer;
}

/** Only events are sent again; a person presses again by themselves. */
function retryLater(
  stage: Stage,
  transport: Transport,
  outgoing: Outgoing,
  answer: DeliveryAnswer,
  count: number,
): void {
  const pause = stage.timing.retriesMs[count];
  if (answer.kind === 'acked' || answer.noRetry || outgoing.kind !== 'event' || pause === undefined) return;
  const reason =
    ['http_error', 'http_timeout', 'connection_failed'].find((one) => answer.why.startsWith(one)) ?? 'timeout';
  stage.timers.after(pause, () => {
    attempt(stage, transport, outgoing, { count: count + 1, reason }).then((next) =>
      retryLater(stage, transport, outgoing, next, count + 1),
    );
  });
}

export async function deliver(stage: Stage, transport: Transport, outgoing: Outgoing): Promise<DeliveryAnswer> {
  const answer = await attempt(stage, transport, outgoing, firstTime);
  retryLater(stage, transport, outgoing, answer, 0);
  return answer;
}
