import type { Behind } from '../../web/contract.js';
import { Section } from './Section.js';

type Issue = Behind['issues'][number];

export function Issues({ issues }: { readonly issues: readonly Issue[] }) {
  return (
    <Section name="issues" title="Jira" summary={`${issues.length} ${issues.length === 1 ? 'issue' : 'issues'}`}>
      {issues.length === 0 && <p className="quiet">No issue yet. Each request gets one, by itself.</p>}
      <ul className="issues" aria-label="Jira issues">
        {[...issues].reverse().map((issue) => (
          <IssueRow key={issue.key} issue={issue} />
        ))}
      </ul>
    </Section>
  );
}

function IssueRow({ issue }: { readonly issue: Issue }) {
  const { key, url, summary, status, category, comments } = issue;
  return (
    <li className="issue">
      <div className="issue-line">
        <a href={url} target="_blank" rel="noreferrer">
          {key}
        </a>
        <span className={`pill pill-${category}`}>{status}</span>
        <span className="issue-summary">{summary}</span>
      </div>
      {comments.length > 0 && (
        <details>
          <summary>
            {comments.length} {comments.length === 1 ? 'comment' : 'comments'}
            <span className="newest">{comments.at(-1)}</span>
          </summary>
          <ol className="comments">
            {withKeys(comments).map(([id, comment]) => (
              <li key={id}>{comment}</li>
            ))}
          </ol>
        </details>
      )}
    </li>
  );
}

const withKeys = (comments: readonly string[]) =>
  comments.map((comment, index) => [`${index} ${comment}`, comment] as const);
