import { Avatar } from '../../shell/Avatar.js';
import type { Waiting } from '../field.js';

export const Spinner = () => <span className="bk-spinner" aria-hidden="true" />;

/** Beside an element: whether the app is being waited for, or did not answer. */
export function WaitingMark({ waiting }: { waiting: Waiting }) {
  switch (waiting) {
    case 'no':
      return null;
    case 'yes':
      return <Spinner />;
    case 'in vain':
      return <Warning />;
  }
}

export const Warning = () => (
  <span className="bk-warning" role="img" aria-label="This app did not answer" title="This app did not answer">
    <svg viewBox="0 0 20 20" width="16" height="16" aria-hidden="true">
      <path d="M10 2 19 18H1zM9 8v5h2V8zm0 6.2v1.9h2v-1.9z" fill="currentColor" fillRule="evenodd" />
    </svg>
  </span>
);

export const Chevron = () => (
  <svg className="bk-chevron" viewBox="0 0 20 20" width="16" height="16" aria-hidden="true">
    <path d="m5 8 5 5 5-5" fill="none" stroke="currentColor" strokeWidth="1.8" strokeLinecap="round" />
  </svg>
);

export const Cross = () => (
  <svg viewBox="0 0 20 20" width="16" height="16" aria-hidden="true">
    <path d="m5 5 10 10M15 5 5 15" fill="none" stroke="currentColor" strokeWidth="1.8" strokeLinecap="round" />
  </svg>
);

export const Tick = () => (
  <svg className="bk-tick" viewBox="0 0 20 20" width="16" height="16" aria-hidden="true">
    <path d="m4 10.5 4 4 8-9" fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="round" />
  </svg>
);

/** A person's picture, the same as in the rest of the page. */
export const Face = ({ name }: { name: string }) => (
  <span className="bk-face">
    <Avatar name={name} />
  </span>
);

/** An app's picture. */
export const AppFace = () => (
  <span className="bk-face bk-face-app" aria-hidden="true">
    <svg viewBox="0 0 24 24" width="62%" height="62%" aria-hidden="true">
      <path
        d="M14.5 3a6.5 6.5 0 0 0-6.1 8.7L3 17.1V21h4v-2.4h2.4v-2.4h2.2l.9-.9A6.5 6.5 0 1 0 14.5 3Zm2 4.2a1.8 1.8 0 1 1 0 3.6 1.8 1.8 0 0 1 0-3.6Z"
        fill="currentColor"
      />
    </svg>
  </span>
);
