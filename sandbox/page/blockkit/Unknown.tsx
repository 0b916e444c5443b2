/** What we cannot draw is said, never left out. */
export const Unknown = ({ what, type }: { what: 'block' | 'element'; type: unknown }) => (
  <em className="bk-unknown">
    unknown {what}: {typeof type === 'string' ? type : 'without a type'}
  </em>
);
