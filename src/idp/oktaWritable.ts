import type { GroupRule, GroupType } from '@okta/okta-sdk-nodejs';
import type { OktaCalls } from './oktaClient.js';
import { AddressUnknown } from './oktaErrors.js';
import { collect } from './oktaPeople.js';
import { ProviderRefused } from './port.js';

export type KnownGroup = { readonly id: string; readonly name: string; readonly type: GroupType | undefined };

/** A sentence for the person who mends the catalog, or nothing when Okta lets us write to the group. */
export type WhyNoWrites = (group: KnownGroup) => Promise<string | undefined>;

/** Rules change seldom and are read in a call of their own: a thousand ends at one moment must not ask a thousand times. */
const fewSeconds = 10_000;

export function createWhyNoWrites(okta: OktaCalls, now: () => Date): WhyNoWrites {
  let recent: { readonly at: number; readonly rules: Promise<GroupRule[]> } | undefined;
  const recentRules = () => {
    const at = now().getTime();
    if (!recent || at - recent.at > fewSeconds) recent = { at, rules: rulesOf(okta) };
    return recent.rules;
  };
  return async (group) => {
    try {
      return kindOf(group) ?? ruleFor(group, await recentRules());
    } catch (error) {
      recent = undefined;
      throw error;
    }
  };
}

const kinds: Readonly<Record<GroupType, string | undefined>> = {
  OKTA_GROUP: undefined,
  APP_GROUP: 'is filled by the application or directory it comes from',
  BUILT_IN: 'is built into Okta, which fills it by itself',
};

function kindOf({ id, name, type }: KnownGroup): string | undefined {
  const why = type && type in kinds ? kinds[type] : `is of a kind that Latchkey does not know (${type})`;
  return why && `The group "${name}" (${id}) ${why}: Okta takes no writes to it. Map the role to an Okta group.`;
}

/** A rule that is switched off fills nothing. */
function ruleFor({ id, name }: KnownGroup, rules: readonly GroupRule[]): string | undefined {
  const rule = rules.find(
    ({ status, actions }) => status === 'ACTIVE' && actions?.assignUserToGroups?.groupIds?.includes(id),
  );
  const why = 'whoever is taken out by hand is shut out of the rule';
  return (
    rule && `The group rule "${rule.name}" fills the group "${name}" (${id}), and ${why}. Map the role to another.`
  );
}

/** None when we may not read them: the org gave us less than it could, and a write still says what it says. */
const rulesOf = async (okta: OktaCalls): Promise<GroupRule[]> =>
  (await unlessRefused(() => okta.ask(() => collect<GroupRule>(okta.groups.listGroupRules({ limit: 200 }))))) ?? [];

export async function unlessRefused<Answer>(ask: () => Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof ProviderRefused || error instanceof AddressUnknown) return undefined;
    throw error;
  }
}
