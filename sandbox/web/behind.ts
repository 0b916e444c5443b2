import type { Box } from '../box.js';
import { callsOf } from './calls.js';
import type { Behind } from './contract.js';
import type { RecordReader } from './record.js';
import type { Switchboard } from './switches.js';

/** What the directories, Jira and the record show, whole. */
export async function behindOf(
  box: Box,
  record: RecordReader,
  switches: Switchboard,
  request: string | undefined,
): Promise<Behind> {
  const recorded = await record.read(request);
  const { okta, entra, google, jira } = box.standIns;
  return {
    bot: box.bot,
    directories: [
      { name: 'Okta', groups: okta.groups() },
      { name: 'Entra ID', groups: entra.groups() },
      { name: 'Google', groups: google.groups() },
    ],
    issues: jira.issues().map(({ key, summary, status, statusCategory, ways, said }) => ({
      key,
      url: jira.browseUrl(key),
      summary,
      status,
      category: statusCategory,
      ways,
      comments: said.map(({ by, text }) => ({ by, text })),
    })),
    ...recorded,
    calls: callsOf(box.standIns),
    switches: switches.now(),
  };
}
