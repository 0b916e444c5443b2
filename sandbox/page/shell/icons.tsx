import type { ReactNode } from 'react';

/** Drawn here so that nothing has to be fetched. They say nothing by themselves: what they stand for is written beside. */
const drawn = (children: ReactNode) => () => (
  <svg
    className="icon"
    viewBox="0 0 20 20"
    width="20"
    height="20"
    fill="none"
    stroke="currentColor"
    strokeWidth="1.6"
    strokeLinecap="round"
    strokeLinejoin="round"
    aria-hidden="true"
  >
    {children}
  </svg>
);

export const KeyIcon = drawn(
  <>
    <circle cx="10" cy="6.5" r="3.6" />
    <path d="M10 10.1V18m0-.9h3M10 14.2h2.2" />
  </>,
);
export const SunIcon = drawn(
  <>
    <circle cx="10" cy="10" r="3.4" />
    <path d="M10 2v1.6M10 16.4V18M2 10h1.6M16.4 10H18M4.3 4.3l1.2 1.2M14.5 14.5l1.2 1.2M4.3 15.7l1.2-1.2M14.5 5.5l1.2-1.2" />
  </>,
);
export const MoonIcon = drawn(<path d="M16.5 12.2A7 7 0 0 1 7.8 3.5a7 7 0 1 0 8.7 8.7Z" />);
export const SystemIcon = drawn(
  <>
    <rect x="2.5" y="3.5" width="15" height="10" rx="1.6" />
    <path d="M7 17h6M10 13.5V17" />
  </>,
);
export const CompassIcon = drawn(
  <>
    <circle cx="10" cy="10" r="7.4" />
    <path d="m12.8 7.2-1.6 4-4 1.6 1.6-4z" />
  </>,
);
export const PaneIcon = drawn(
  <>
    <rect x="2.5" y="3.5" width="15" height="13" rx="2" />
    <path d="M12 3.5v13" />
  </>,
);
export const AgainIcon = drawn(<path d="M15.8 6.5A6.8 6.8 0 1 0 17 11M16.2 2.8v3.9h-3.9" />);
export const CrossIcon = drawn(<path d="m5 5 10 10M15 5 5 15" />);
export const TickIcon = drawn(<path d="m4.5 10.5 3.6 3.6 7.4-8" />);
export const ChevronIcon = drawn(<path d="m7.5 5 5 5-5 5" />);
export const BoltIcon = drawn(<path d="M11 2.5 4.5 11.2H10L9 17.5l6.5-8.7H10z" />);
