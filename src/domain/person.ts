/** A person as the directory knew them when last asked, and their Slack account once it is bound. */
export type Person = {
  /** Ours: what events and requests name people by. */
  readonly id: string;
  readonly directory: string;
  /** The directory's immutable id. */
  readonly directoryId: string;
  readonly email: string;
  readonly name: string;
  readonly department?: string;
  readonly title?: string;
  /** As the directory has it: a login, e-mail or id. */
  readonly manager?: string;
  readonly isActive: boolean;
  /** They were found to have left, and what follows from that is not done yet. */
  readonly leavingAt?: string;
  /** When the directory was asked. */
  readonly readAt: string;
  readonly slackId?: string;
  readonly slackReadAt?: string;
  /** Their account in Jira, once it is bound: by Jira's immutable id. */
  readonly jiraAccountId?: string;
  readonly homeOpenedAt?: string;
  /** They were erased: the name is a pseudonym, and no list brings the real one back. */
  readonly erasedAt?: string;
  /** When the directory's list last showed them as active. */
  readonly listedAt?: string;
};

export const firstName = (name: string): string => name.split(' ')[0] ?? name;
