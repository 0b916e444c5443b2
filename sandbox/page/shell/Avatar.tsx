/** A face for everybody, without a picture: initials on a colour that stays theirs. */
export function Avatar({ name, size = 32 }: { readonly name: string; readonly size?: number }) {
  return (
    <svg className="avatar" width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="8" fill={colourOf(name)} />
      <text x="16" y="21" textAnchor="middle" fontSize="13" fontWeight="600" fill="#fff">
        {initialsOf(name)}
      </text>
    </svg>
  );
}

/** White is legible on each of them (5 to 1 or more). */
const colours = ['#7a3e9d', '#0b6b6b', '#a3441b', '#2c5aa8', '#5c6b12', '#a12b5c', '#3d5a40', '#6b4a2b', '#4549a8'];

export const initialsOf = (name: string): string => {
  const words = name.split(/\s+/).filter((word) => word !== '');
  return `${words[0]?.[0] ?? ''}${words.length > 1 ? (words.at(-1)?.[0] ?? '') : ''}`.toUpperCase();
};

function colourOf(name: string): string {
  let sum = 7;
  for (const letter of name) sum = (sum * 1_833 + (letter.codePointAt(0) ?? 0)) % 9_973;
  return colours[sum % colours.length] ?? '#4549a8';
}
