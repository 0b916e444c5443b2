/** Something posted outside: a card, a line in a thread, an issue. */
export type Link = {
  readonly id: string;
  /** `post` is an attempt at posting a card. */
  readonly kind:
    | 'requesterCard'
    | 'approverCard'
    | 'taskCard'
    | 'notice'
    | 'post'
    | 'driftCard'
    | 'proposalCard'
    | 'line'
    | 'issue'
    | 'comment'
    | 'evidence'
    | 'remoteLink';
  readonly request: string;
  readonly person?: string;
  readonly begunAt: string;
  readonly doneAt?: string;
  /** Slack's channel, or Jira's issue key. */
  readonly place?: string;
  /** Slack's ts, or Jira's issue id. */
  readonly mark?: string;
  readonly url?: string;
  readonly note?: string;
  readonly closedAt?: string;
};

export type Links = {
  find(id: string): Promise<Link | undefined>;
  of(request: string, kind?: Link['kind']): Promise<readonly Link[]>;
  /** By where it stands outside: an issue by its id. */
  byMark(kind: Link['kind'], mark: string): Promise<Link | undefined>;
  /** What stands there: in Slack's channel at this ts, or what belongs to Jira's issue. */
  at(place: string, mark?: string): Promise<readonly Link[]>;
  /** Whose issue is that of a finding or a task, in order, those after this one. */
  matters(after: string, limit: number): Promise<readonly string[]>;
  /** Writes: notes the intent before posting. `isNew` is false when it was begun before: then look before posting again. */
  begin(
    link: Pick<Link, 'id' | 'kind' | 'request' | 'person' | 'note'>,
    at: Date,
  ): Promise<Link & { readonly isNew: boolean }>;
  /** Writes. */
  done(id: string, at: Date, where: Pick<Link, 'place' | 'mark' | 'url'>): Promise<void>;
  /** Writes: remembers this of it, and no longer what was remembered before. */
  note(id: string, note: string): Promise<void>;
  /** Writes: its buttons are gone; of an attempt, that it surely made nothing. */
  close(id: string, at: Date): Promise<void>;
};
