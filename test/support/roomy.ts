import type { StandIns } from '../../sandbox/standIns.js';

/** One of each bucket of Okta's. */
const operations = ['listUsers', 'getUser', 'getGroup', 'listGroups', 'listLogEvents', 'listUserGroups', 'token'];

/**
 * An Okta that a whole company may ask at once: hours pass here in seconds, and what is to be seen is not its limits.
 * A test that is about them sets its own.
 */
export function roomy<Some extends Pick<StandIns, 'okta'>>(standIns: Some): Some {
  for (const operation of operations) standIns.okta.allow(operation, 50_000);
  return standIns;
}
