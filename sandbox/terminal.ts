import { writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { createInterface, type Interface } from 'node:readline/promises';
import { acme } from './company.js';
import type { Jira } from './jira/index.js';
import type { StandIns } from './standIns.js';
import { actInJira } from './web/actInJira.js';

export const help = `Play anyone, one line at a time (Ctrl-C ends it):

  ana /access                       open the form; also /access figma, help, mine, who figma
  ana choose App = GitHub           choose in the open form; then Role, Duration
  ana fill Reason = On call         type into it
  ana submit                        send it
  priya messages                    what the bot wrote to her; and: home, screen
  priya press Approve               press a button of the newest message that has it, or on Home
  grace save                        put the files of the newest message that has some onto the disk
  okta github-admins                who is in an Okta group; entra and google likewise
  jira                              Jira's issues; jira ACC-3: one of them
  priya jira ACC-3 move Approved    move an issue in Jira, as her; and: priya jira ACC-3 say Looks good
  people                            who is there
  trail                             the record of the newest request, verified
  verify                            the whole record and its signed checkpoints, verified
`;

/** What the terminal can reach of a company that is there. */
export type Reach = {
  company(): StandIns;
  /** A command of `npm run audit`, and what it says. */
  audit(...words: string[]): Promise<string>;
  /** Where files are saved. */
  readonly downloads: string;
  /** How somebody without Latchkey checks what was saved, in a line. */
  checks(bundle: string): string;
};

/** The company in a terminal: a line in, what that person then sees out. */
export function playInTerminal(reach: Reach): Interface {
  const lines = createInterface({ input: process.stdin, output: process.stdout, prompt: '\n> ' });
  lines.on('line', async (line) => {
    const answer = await perform(reach, line.trim()).catch((error: Error) => error.message);
    if (answer) console.log(answer);
    lines.prompt();
  });
  console.log(help);
  lines.prompt();
  return lines;
}

/** @returns what there is to see after one line. */
export async function perform(reach: Reach, line: string): Promise<string> {
  const { slack, okta, entra, google, jira } = reach.company();
  const [who = '', ...words] = line.split(/\s+/);
  const rest = words.join(' ');
  if (who === '' || who === 'help') return who && help;
  if (who === 'okta') return okta.members(rest).join(', ') || 'nobody';
  if (who === 'entra') return entra.members(rest).join(', ') || 'nobody';
  if (who === 'google') return google.members(rest).join(', ') || 'nobody';
  if (who === 'jira') return rest === '' ? issuesOf(jira) : issueIn(jira, rest);
  if (who === 'trail') return reach.audit('show');
  if (who === 'verify') return reach.audit('verify');
  if (who === 'people')
    return acme.people.map(({ key, name, title }) => `${key.padEnd(6)} ${name}, ${title}`).join('\n');
  if (!acme.people.some(({ key }) => key === who)) return `Nobody is called ${who}. Type help.`;
  const person = slack.as(who);
  if (words[0] === 'jira') return inJira(jira, person, words.slice(1));
  if (rest === 'save') return save(reach, person);
  return act(person, rest);
}

type Person = ReturnType<StandIns['slack']['as']>;

const issuesOf = (jira: Jira): string =>
  jira
    .issues()
    .map(({ key, status, summary }) => `${key}  ${status}  ${summary}`)
    .join('\n') || 'no issues';

function issueIn(jira: Jira, given: string): string {
  const issue = jira.issues().find(({ key }) => key === given.toUpperCase());
  if (!issue) return `There is no issue ${given}.`;
  const { key, status, summary, said, ways } = issue;
  const comments = said.map(({ by, text }) => `    ${by}: ${text.replaceAll('\n', '\n      ')}`);
  return [`${key}  ${status}  ${summary}`, ...comments, `It can go to: ${ways.join(', ') || 'nothing'}.`].join('\n');
}

function inJira(jira: Jira, person: Person, [issue = '', verb = '', ...words]: string[]): string {
  const [as, rest] = [person.key, words.join(' ')];
  if (verb === 'move') actInJira(jira, person, { as, kind: 'moveIssue', issue, to: rest });
  else if (verb === 'say') actInJira(jira, person, { as, kind: 'commentOnIssue', issue, text: rest });
  else return `In Jira one can move an issue, or say something: ${as} jira ACC-1 move Approved`;
  return `Done, in Jira. What Latchkey makes of it stands in a moment in: jira ${issue.toUpperCase()}`;
}

/** As short as it can be typed from where the demo was started. */
export function here(path: string): string {
  const short = relative(process.cwd(), path);
  return short.startsWith('..') ? path : short;
}

async function save({ downloads, checks }: Reach, person: Person): Promise<string> {
  const found = person.dms().findLast(({ files }) => files.size > 0);
  if (!found) return `Nobody sent ${person.user.name} a file yet. Admins and auditors ask for some: /access evidence`;
  const saved = [...found.files].map(([name, content]) => ({ path: join(downloads, name), content }));
  await Promise.all(saved.map(({ path, content }) => writeFile(path, content)));
  const paths = saved.map(({ path }) => here(path));
  const bundle = paths.find((path) => path.endsWith('.jsonl'));
  return [...paths, ...(bundle ? ['', 'Checked with Node alone:', `  ${checks(bundle)}`] : [])].join('\n');
}

async function act(person: Person, said: string): Promise<string> {
  const [verb = '', ...words] = said.split(' ');
  const [label = '', value = ''] = words.join(' ').split(/\s*=\s*/);
  if (verb.startsWith('/')) return typed(person, said);
  switch (verb) {
    case 'choose':
      await (await person.modal()).choose(label, value);
      return (await person.modal()).text();
    case 'fill':
      await (await person.modal()).fill(label, value);
      return (await person.modal()).text();
    case 'submit':
      return (await (await person.modal()).submit()).text || 'Sent.';
    case 'press':
      return press(person, words.join(' '));
    case 'home':
      return (await person.openHome()).text();
    case 'messages':
      return (
        person
          .dms()
          .map((one) => [one.text, ...one.thread.map((line) => `    ${line}`)].join('\n'))
          .join('\n\n') || 'no messages'
      );
    case 'screen':
      return person.screen();
  }
  return `${person.user.name} does not know how to “${said}”. Type help.`;
}

/** A command is answered by a form, or by words that only this person sees. */
async function typed(person: Person, command: string): Promise<string> {
  const before = person.ephemerals().length;
  const said = await person.command(command);
  if (said !== undefined) return said;
  await person.until(() => person.modalTitle !== undefined || person.ephemerals().length > before, { within: 5_000 });
  return person.modalTitle === undefined ? (person.ephemerals().at(-1)?.text ?? '') : (await person.modal()).text();
}

async function press(person: Person, button: string): Promise<string> {
  const messages = [...person.dms(), ...person.ephemerals()];
  if (messages.some((one) => one.buttons.includes(button))) await person.press(button);
  else await (await person.openHome()).press(button);
  return person.modalTitle ? (await person.modal()).text() : 'Pressed.';
}
