import type { WebClient } from '@slack/web-api';
import { createObjectStore } from '../anchors/objectStore.js';
import { createTimeStamps } from '../anchors/timeStamp.js';
import type { JiraClient } from '../jira/port.js';
import { createSigner, knownKeys } from '../signing.js';
import type { Store } from '../store/store.js';
import { createAnchoring } from './anchoring.js';
import { createChannelAnchor, createIssueAnchor } from './checkpointPosts.js';
import { type Checkpointing, type CheckpointLimits, createCheckpoints, keysWith } from './checkpoints.js';
import type { Log } from './contracts.js';

type Keys = { readonly signingKey?: string; readonly oldKeys?: string };
type Places = {
  readonly timeStamp?: Parameters<typeof createTimeStamps>[0];
  readonly objectStore?: Parameters<typeof createObjectStore>[0];
};

type Needs = {
  readonly store: Store;
  readonly audit: Keys & Places;
  readonly checkpoints: CheckpointLimits & { readonly slackChannel?: string; readonly jiraIssue?: string };
  readonly slack: WebClient;
  readonly jira: JiraClient | undefined;
  readonly incident: () => void;
  readonly now: () => Date;
  readonly log: Log;
};

/** Checkpoints, put wherever the settings say; none without a key. */
export function openCheckpoints(needs: Needs): Checkpointing | undefined {
  const { store, audit, checkpoints, slack, jira, incident, now, log } = needs;
  if (!audit.signingKey) return undefined;
  const signer = createSigner(audit.signingKey);
  const places = [
    ...(audit.timeStamp ? [createTimeStamps(audit.timeStamp)] : []),
    ...(audit.objectStore ? [createObjectStore(audit.objectStore, now)] : []),
    ...(checkpoints.jiraIssue && jira ? [createIssueAnchor({ store, now }, jira, checkpoints.jiraIssue)] : []),
    ...(checkpoints.slackChannel ? [createChannelAnchor({ store, now }, slack, checkpoints.slackChannel)] : []),
  ];
  return createCheckpoints({
    store,
    signer,
    keys: keysWith(signer, knownKeys(audit.oldKeys ?? '')),
    limits: checkpoints,
    anchoring: createAnchoring({ store, places, now, log }),
    incident: (facts, sentence) => {
      incident();
      log.error(facts, sentence);
    },
    now,
    log,
  });
}
