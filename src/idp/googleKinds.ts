import { answers, type Group, understood } from './googleAnswers.js';
import type { GoogleCalls } from './googleClient.js';
import { ProviderDown } from './port.js';

/** Why a group takes no writes, as far as Google tells beforehand. */
export type Kinds = {
  /**
   * Nothing also where Google gives no word of it: then its refusal of the write is the first that is heard.
   * @throws ProviderDown
   */
  obstacle(group: Group): Promise<string | undefined>;
};

const label = (kind: string): string => `cloudidentity.googleapis.com/groups.${kind}`;

/**
 * The Directory API does not tell a group's kind; Cloud Identity does, by its labels.
 * Source: cloud.google.com/identity/docs/reference/rest/v1/groups
 */
export const kindsOf = (google: Pick<GoogleCalls, 'askIdentity'>): Kinds => ({
  async obstacle(group) {
    const found = await google.askIdentity('/v1/groups:lookup', { 'groupKey.id': group.email });
    if (found === undefined) return undefined;
    const { name } = understood(answers.identityName, found);
    const told = await google.askIdentity(`/v1/${name}`);
    if (told === undefined) return undefined;
    const { groupKey, labels, dynamicGroupMetadata } = understood(answers.identityGroup, told);
    if (groupKey.id.toLowerCase() !== group.email.toLowerCase()) {
      throw new ProviderDown('google', `Google described another group than ${group.id}.`);
    }
    if (label('dynamic') in labels || dynamicGroupMetadata !== undefined) return because(group, dynamic);
    return label('locked') in labels ? because(group, locked) : undefined;
  },
});

const dynamic = 'is dynamic: Google itself says who is in, by a query';
const locked = 'is locked, so that its members are kept elsewhere';

const because = ({ email, id }: Group, what: string): string =>
  `The group "${email.toLowerCase()}" (${id}) ${what}. Map the role to another group.`;
