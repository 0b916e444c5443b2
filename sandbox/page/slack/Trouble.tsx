import { Warning } from '../blockkit/elements/Marks.js';

/** What Slack says when the app did not answer in time. */
export const Trouble = ({ text }: { text: string | undefined }) =>
  text ? (
    <div className="sk-trouble" role="alert">
      <Warning />
      {text}
    </div>
  ) : null;
