import { createHmac } from 'node:crypto';
import { type IncomingMessage, request } from 'node:http';
import { readBody } from './api.js';
import { asText, parseJson } from './json.js';
import type { Outgoing, Signature, Stage, Transport } from './stage.js';
import type { DeliveryAnswer } from './workspace.js';

const form = 'application/x-www-form-urlencoded';

/** The body as Slack sends it: commands as a form, interactions as JSON in a form, events as JSON. */
function bodyOf({ kind, payload }: Outgoing): { readonly body: string; readonly type: string } {
  switch (kind) {
    case 'command': {
      const fields = Object.entries(payload).map(([name, value]): [string, string] => [name, asText(value)]);
      return { body: new URLSearchParams(fields).toString(), type: form };
    }
    case 'interaction':
      return { body: new URLSearchParams({ payload: JSON.stringify(payload) }).toString(), type: form };
    case 'event':
      return { body: JSON.stringify(payload), type: 'application/json' };
  }
}

export function sign(secret: string, timestamp: number, body: string): string {
  return `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex')}`;
}

function signed(stage: Stage, body: string, signature: Signature): Record<string, string> {
  if (signature.left === 'out') return {};
  const timestamp = signature.timestamp ?? Math.floor(stage.workspace.now() / 1000);
  return {
    'x-slack-request-timestamp': String(timestamp),
    'x-slack-signature': sign(signature.secret ?? stage.tokens.signingSecret, timestamp, body),
  };
}

async function readAnswer(response: IncomingMessage): Promise<DeliveryAnswer> {
  const text = await readBody(response);
  const status = response.statusCode ?? 0;
  const noRetry = response.headers['x-slack-no-retry'] === '1' ? 'asked' : undefined;
  if (status < 200 || status > 299) return { kind: 'silence', why: `http_error ${status}`, noRetry };
  const isJson = (response.headers['content-type'] ?? '').includes('json');
  return { kind: 'acked', payload: isJson ? parseJson(text) : text === '' ? {} : { text } };
}

export function createHttpMode(stage: Stage, eventsUrl: string): Transport {
  const send: Transport['send'] = (outgoing, retry) => {
    const { body, type } = bodyOf(outgoing);
    const retried = retry.count > 0 && {
      'x-slack-retry-num': String(retry.count),
      'x-slack-retry-reason': retry.reason,
    };
    const headers = {
      'content-type': type,
      'content-length': String(Buffer.byteLength(body)),
      'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
      ...signed(stage, body, outgoing.signature ?? {}),
      ...retried,
    };
    return new Promise((resolve) => {
      // A connection kept alive would outlive the test.
      const asking = request(eventsUrl, { method: 'POST', headers, agent: false });
      const settle = (answer: DeliveryAnswer) => {
        cancel();
        resolve(answer);
      };
      const cancel = stage.timers.after(stage.timing.ackMs, () => {
        settle({ kind: 'silence', why: 'http_timeout' });
        asking.destroy();
      });
      asking.on('response', (response) => readAnswer(response).then(settle, () => undefined));
      asking.on('error', () => settle({ kind: 'silence', why: 'connection_failed' }));
      asking.end(body);
    });
  };
  return { send, isReachable: () => true };
}
