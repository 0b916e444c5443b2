import type { Message } from './asked.js';
import { section } from './blocks.js';

const everybody: ReadonlyArray<readonly [string, string]> = [
  ['/access', 'ask for access'],
  ['/access figma', 'ask for access to an app, by its name'],
  ['/access mine', 'what you have, until when, and what you have asked for'],
  ['/access help', 'this list'],
];

const keepers: ReadonlyArray<readonly [string, string]> = [
  ['/access who @person', 'what somebody has (admins, and owners for their own apps)'],
  ['/access who figma', "who has access to an app (admins and the app's owner)"],
  ['/access pause', 'stop new grants; what has to end still ends (admins)'],
  ['/access resume', 'let new grants go on (admins)'],
  ['/access evidence', 'take the record out as files, for an audit (admins and auditors)'],
  ['/access confirm leavers', 'accept that as many people have left as Latchkey has told you (admins)'],
  ['/access erase @person', 'erase somebody who has left, by their mention or e-mail address (two admins)'],
  [
    '/access hold @person',
    'keep all of theirs; also of a period, as 2026-01-01 2026-12-31; alone it lists the holds (admins)',
  ],
  ['/access hold lift 1a2b3c4d', 'lift a hold, by its number (two admins)'],
  ['/access retention', 'confirm how long texts are kept (two admins)'],
  ['/access confirm @person', 'accept that a Slack account now has another e-mail address (admins)'],
  ['/access jira account-id', 'say that a Jira account is yours, where Jira hides its e-mail address'],
  ['/access jira account-id @person', 'confirm that it is theirs (admins)'],
];

const lines = (commands: ReadonlyArray<readonly [string, string]>): string =>
  commands.map(([command, does]) => `\`${command}\`: ${does}`).join('\n');

export const helpMessage = (): Message => ({
  text: 'What /access can do',
  blocks: [
    section(`*What you can type*\n${lines(everybody)}`),
    section(`*For admins and app owners*\n${lines(keepers)}`),
    section("Latchkey's Home tab shows the same with buttons, and lets you extend or give back what you have."),
  ],
});
