import { createInterface, type Interface } from 'node:readline/promises';
import { acme } from './company.js';
import type { StandIns } from './standIns.js';

export const help = `Play anyone, one line at a time (Ctrl-C ends it):

  ana /access                       open the form; also /access figma, help, mine, who figma
  ana choose App = GitHub           choose in the open form; then Role, Duration
  ana fill Reason = On call         type into it
  ana submit                        send it
  priya messages                    what the bot wrote to her; and: home, screen
  priya press Approve               press a button of the newest message that has it, or on Home
  okta github-admins                who is in an Okta group; entra and google likewise
  jira                              Jira's issues
  people                            who is there
  trail                             the record of the newest request, verified
`;

/** The company in a terminal: a line in, what that person then sees out. */
export function playInTerminal(company: () => StandIns, trail: () => Promise<string>): Interface {
  const lines = createInterface({ input: process.stdin, output: process.stdout, prompt: '\n> ' });
  lines.on('line', async (line) => {
    const answer = await perform(company(), trail, line.trim()).catch((error: Error) => error.message);
    if (answer) console.log(answer);
    lines.prompt();
  });
  console.log(help);
  lines.prompt();
  return lines;
}

async function perform(standIns: StandIns, trail: () => Promise<string>, line: string): Promise<string> {
  const { slack, okta, entra, google, jira } = standIns;
  const [who = '', ...words] = line.split(/\s+/);
  const rest = words.join(' ');
  if (who === '' || who === 'help') return who && help;
  if (who === 'okta') return okta.members(rest).join(', ') || 'nobody';
  if (who === 'entra') return entra.members(rest).join(', ') || 'nobody';
  if (who === 'google') return google.members(rest).join(', ') || 'nobody';
  if (who === 'jira')
    return (
      jira
        .issues()
        .map(({ key, status, summary }) => `${key}  ${status}  ${summary}`)
        .join('\n') || 'no issues'
    );
  if (who === 'trail') return trail();
  if (who === 'people')
    return acme.people.map(({ key, name, title }) => `${key.padEnd(6)} ${name}, ${title}`).join('\n');
  if (!acme.people.some(({ key }) => key === who)) return `Nobody is called ${who}. Type help.`;
  return act(slack.as(who), rest);
}

type Person = ReturnType<StandIns['slack']['as']>;

async function act(person: Person, said: string): Promise<string> {
  const [verb = '', ...words] = said.split(' ');
  const [label = '', value = ''] = words.join(' ').split(/\s*=\s*/);
  if (verb.startsWith('/')) return (await person.command(said)) ?? (await opened(person));
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

const opened = async (person: Person): Promise<string> => (await person.modal(undefined, { within: 3_000 })).text();

async function press(person: Person, button: string): Promise<string> {
  if (person.dms().some((one) => one.buttons.includes(button))) await person.press(button);
  else await (await person.openHome()).press(button);
  return person.modalTitle ? (await person.modal()).text() : 'Pressed.';
}
