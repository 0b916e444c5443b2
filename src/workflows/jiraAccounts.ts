import type { WhyRefused } from '../domain/move.js';
import type { Person } from '../domain/person.js';
import type { Account, JiraActs } from '../jira/acting.js';
import type { Store } from '../store/store.js';
import type { Directory, Door } from './contracts.js';

/** Who in the company an account in Jira is. */
export type JiraAccounts = {
  /** @throws JiraDown, ProviderDown: nothing is assumed. */
  whoIs(accountId: string): Promise<Person | Nobody>;
};

/** An account whose moves decide nothing, and what whoever has it reads in the issue. */
export type Nobody = { readonly why: Extract<WhyRefused, 'notAPerson' | 'unbound'>; readonly says: string };

export const isNobody = (who: Person | Nobody): who is Nobody => 'why' in who;

type Binding = { readonly store: Pick<Store, 'people'>; readonly door: Pick<Door, 'record'> };
type Needs = Binding & { readonly directory: Directory; readonly jira: Pick<JiraActs, 'account'> };

export const createJiraAccounts = (needs: Needs): JiraAccounts => ({
  async whoIs(accountId) {
    const account = await needs.jira.account(accountId);
    if (!account?.isActive) return unbound('Jira does not say whose account this is.');
    if (account.type !== 'atlassian') return notAPerson;
    const bound = await needs.store.people.byJiraAccount(accountId);
    return bound ? stillTheirs(needs, bound, account) : bindAtFirstUse(needs, account);
  },
});

const unbound = (says: string): Nobody => ({ why: 'unbound', says });

const notAPerson: Nobody = {
  why: 'notAPerson',
  says: 'An app, an automation or a customer of the portal decides nothing here: only people of the company do.',
};

const askAdmin = (accountId: string): string =>
  `Say in Slack that it is yours: /access jira ${accountId}. An admin confirms it.`;

/** An account stays with whom it was bound to. Where its e-mail address names somebody else by now, it is nobody's. */
async function stillTheirs({ directory }: Needs, bound: Person, account: Account): Promise<Person | Nobody> {
  const pointed = account.email === undefined ? undefined : await directory.pointedAt(account.email);
  if (pointed && pointed.id !== bound.id) {
    return unbound(
      `This Jira account and the company directory no longer point to the same person. ${askAdmin(account.accountId)}`,
    );
  }
  return (await directory.afresh(bound.id)) ?? unbound('The company directory says that this person is not active.');
}

async function bindAtFirstUse(needs: Needs, { accountId, email }: Account): Promise<Person | Nobody> {
  if (email === undefined) {
    return unbound(
      `Jira hides the e-mail address of this account, so nobody knows whose it is. ${askAdmin(accountId)}`,
    );
  }
  const person = await needs.directory.pointedAt(email);
  if (!person) return unbound('The company directory does not know the e-mail address of this Jira account.');
  if (person.jiraAccountId !== undefined && person.jiraAccountId !== accountId) {
    return unbound(`Another Jira account is bound to this person already. ${askAdmin(accountId)}`);
  }
  return bindInJira(needs, person, accountId);
}

/** @param by the admin who says so; without, it is the e-mail address that Jira has verified. */
export async function bindInJira({ store, door }: Binding, person: Person, accountId: string, by?: string) {
  const { id } = person;
  await door.record(
    { type: 'person.boundInJira', id, accountId, ...(by && { by }) },
    by ?? 'latchkey',
    by ? 'slack' : 'jira',
    // At first use two looks may see it at once; an admin's word is never left out of the record.
    (last) => !by && last?.event.type === 'person.boundInJira' && last.event.accountId === accountId,
  );
  return store.people.bindInJira(id, accountId);
}
