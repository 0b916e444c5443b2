const mark = 'group:';

/**
 * A group inside a group, where an account is meant: whoever is in it has what the outer one gives, and no log of the
 * outer one says when they came or went. Named by the provider's id of it, or by its address, as its log has it.
 */
export const asAccount = (group: string): string => `${mark}${group}`;

/** The group that this account is, or nothing: it is somebody's. */
export const innerGroup = (account: string | undefined): string | undefined =>
  account?.startsWith(mark) ? account.slice(mark.length) : undefined;

/** Who it is, where the directory knows nobody of this account. */
export function strangerInWords(account: string | undefined): string {
  const group = innerGroup(account);
  return group === undefined
    ? 'Somebody whom the company directory does not know'
    : `The group ${group}, with everybody in it,`;
}
