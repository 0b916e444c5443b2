import { type Bot, startBot } from '../sandbox/bot.js';
import { type StandIns, startStandIns } from '../sandbox/standIns.js';
import { crowd } from './company.js';
import { median, ms, p50p95, type Row, timed } from './measure.js';

type Person = ReturnType<StandIns['slack']['as']>;

const people = 30;
const starts = 3;

export type Conversation = { readonly rows: readonly Row[]; readonly megabytes: number };

/** People ask and a manager approves, one after the other, in Slack, Okta and Jira stand-ins over HTTP and WebSocket. */
export async function measureConversation(environment: Readonly<Record<string, string>>): Promise<Conversation> {
  const standIns = await startStandIns(crowd(people + starts));
  const settings = { ...standIns.environment, ...environment };
  const cold: number[] = [];
  let bot: Bot | undefined;
  try {
    for (let start = 0; start < starts; start += 1) {
      await bot?.stop();
      bot = await startBot(settings);
      const first = standIns.slack.as(`p${people + start}`);
      cold.push(await timed(() => openForm(first)));
      await (await first.modal('Request access')).cancel();
    }
    const samples = await talk(standIns);
    const megabytes = await memoryOf(bot as Bot);
    return { rows: rowsOf(cold, samples), megabytes };
  } finally {
    await bot?.stop();
    await standIns.stop();
  }
}

/** What a person waits for: until a form with fields is before them. */
async function openForm(person: Person): Promise<void> {
  await person.command('/access bench');
  await person.modal('Request access');
}

type Samples = { readonly opened: number[]; readonly asked: number[]; readonly granted: number[] };

async function talk({ slack, okta }: StandIns): Promise<Samples> {
  const samples: Samples = { opened: [], asked: [], granted: [] };
  const boss = slack.as('boss');
  for (let number = 0; number < people; number += 1) {
    const person = slack.as(`p${number}`);
    samples.opened.push(await timed(() => openForm(person)));
    const form = await person.modal('Request access');
    await form.fill('Reason', 'Measuring how long this takes');
    const hasAsked = () => boss.dms().find(({ buttons }) => buttons.includes('Approve'));
    samples.asked.push(
      await timed(async () => {
        await form.submit();
        await boss.until(hasAsked, { within: 20_000 });
      }),
    );
    const isIn = () => person.dms().some(({ text }) => /You're in/.test(text)) && okta.has(`p${number}`, 'bench-team');
    samples.granted.push(
      await timed(async () => {
        await hasAsked()?.press('Approve');
        await person.until(isIn, { within: 20_000 });
      }),
    );
  }
  return samples;
}

const rowsOf = (cold: readonly number[], { opened, asked, granted }: Samples): Row[] => [
  {
    what: '/access to the open form, warm',
    result: p50p95(opened),
    note: `the first one after a start: ${ms(median(cold))}, median of ${cold.length} starts`,
  },
  { what: "submit to the approver's card", result: p50p95(asked) },
  { what: "approve to in the group, read back, and told “You're in”", result: p50p95(granted) },
];

/** What the operating system counts, by the bot's own metrics. */
export async function memoryOf({ url }: Bot): Promise<number> {
  // A connection of its own: one that is kept is sometimes closed just as it is used again.
  const answer = await fetch(`${url}/metrics`, { headers: { connection: 'close' } });
  const metrics = await answer.text();
  const bytes = /^process_resident_memory_bytes (\S+)/m.exec(metrics)?.[1];
  return Number(bytes) / 1024 / 1024;
}
