import { createHash, randomBytes } from 'node:crypto';
import type { Acme, Person } from '../company.js';

/** Automation and add-ons are of `app`; whoever knows the portal only is a `customer`. */
export type AccountType = 'atlassian' | 'app' | 'customer';
export type Account = {
  readonly accountId: string;
  readonly name: string;
  readonly email: string;
  readonly type: AccountType;
};

export type AccountsMemory = {
  readonly added: readonly Account[];
  readonly hidden: readonly string[];
  readonly agents: readonly string[];
  readonly isEverybodyHidden: boolean;
};

const accountIdOf = (email: string): string => {
  const hash = createHash('sha256').update(email).digest('hex');
  return `712020:${hash.slice(0, 8)}-${hash.slice(8, 12)}-4${hash.slice(13, 16)}-8${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
};

export const accountOf = (person: Pick<Person, 'name' | 'email'>, type: AccountType = 'atlassian'): Account => ({
  accountId: accountIdOf(person.email),
  name: person.name,
  email: person.email,
  type,
});

/** Whom the site knows, what they show of themselves, and who of them works on requests. */
export class Accounts {
  readonly automation = accountOf({ name: 'Automation for Jira', email: 'automation@atlassian.example.com' }, 'app');
  readonly #all: Account[];
  readonly #added: Account[] = [];
  readonly #hidden = new Set<string>();
  readonly #agents: Set<string>;
  readonly #keys = new Map<string, Account>();
  isEverybodyHidden = false;

  constructor(
    company: Acme,
    readonly bot: Account,
    botToken: string,
  ) {
    const staff = company.people.filter((person) => (person.kind ?? 'member') === 'member');
    this.#all = [bot, ...staff.map((person) => accountOf(person)), this.automation];
    const desk = staff.filter(({ department }) => department === 'IT').map(({ email }) => accountIdOf(email));
    this.#agents = new Set([bot.accountId, this.automation.accountId, ...desk]);
    this.#keys.set(basic(bot.email, botToken), bot);
  }

  get all(): readonly Account[] {
    return this.#all;
  }

  find(accountId: string): Account | undefined {
    return this.#all.find((account) => account.accountId === accountId);
  }

  nameOf(accountId: string): string {
    return this.find(accountId)?.name ?? 'Somebody else';
  }

  /** By e-mail address; somebody whom this site does not list still has an account somewhere. */
  of(email: string): Account {
    return this.#all.find((account) => account.email === email) ?? accountOf({ name: email, email });
  }

  add(account: Account): Account {
    this.#all.push(account);
    this.#added.push(account);
    return account;
  }

  /** What `Authorization` says of who calls. */
  calling(authorization: string | undefined): Account | undefined {
    return this.#keys.get(authorization ?? '');
  }

  /** An API token that this person made for themselves. */
  tokenFor(email: string): string {
    const token = `ATATT3x${randomBytes(24).toString('base64url')}`;
    this.#keys.set(basic(email, token), this.of(email));
    return token;
  }

  hide(email: string): void {
    this.#hidden.add(accountIdOf(email));
  }

  isHidden({ accountId }: Account): boolean {
    return this.isEverybodyHidden || this.#hidden.has(accountId);
  }

  makeAgent(email: string): void {
    this.#agents.add(accountIdOf(email));
  }

  isAgent(accountId: string): boolean {
    return this.#agents.has(accountId);
  }

  memory(): AccountsMemory {
    const { isEverybodyHidden } = this;
    return { added: this.#added, hidden: [...this.#hidden], agents: [...this.#agents], isEverybodyHidden };
  }

  recall({ added, hidden, agents, isEverybodyHidden }: AccountsMemory): void {
    for (const account of added) if (!this.find(account.accountId)) this.add(account);
    for (const accountId of hidden) this.#hidden.add(accountId);
    for (const accountId of agents) this.#agents.add(accountId);
    this.isEverybodyHidden = isEverybodyHidden;
  }
}

const basic = (email: string, token: string): string => `Basic ${Buffer.from(`${email}:${token}`).toString('base64')}`;
