import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { board } from './board.js';
import { type Bot, startBot } from './bot.js';
import type { Acme } from './company.js';
import { emptyDatabase } from './database.js';
import { type Furniture, furnish, furnitureIn } from './furnish.js';
import { type Memory, recall } from './memory.js';
import { type Ports, portsOf, type StandIns, startStandIns } from './standIns.js';

/** A company in a box: Slack, Jira and three directories, and the bot in a process of its own, which may be killed and begun anew. */
export type Box = {
  /** Others after each `reset`. */
  readonly standIns: StandIns;
  readonly bot: BotState;
  readonly databaseUrl: string;
  /** What it reads of the company's own. */
  readonly furniture: Furniture;
  /** What the bot is told. */
  readonly environment: Readonly<Record<string, string>>;
  /** Hears of whatever changed in Slack, of the bot, and of a reset. Returns the way to stop listening. */
  listen(listener: (change: BoxChange) => void): () => void;
  startBot(): Promise<void>;
  killBot(): Promise<void>;
  /** Everything is as on the first day; people and groups keep their ids, the stand-ins their addresses. */
  reset(): Promise<void>;
  stop(): Promise<void>;
};

export type BotState =
  | { readonly status: 'up'; readonly url: string }
  | { readonly status: 'starting' }
  | { readonly status: 'down' };

export type BoxChange = 'slack' | 'bot' | 'reset';

export type BoxOptions = {
  readonly company: Acme;
  readonly databaseUrl: string;
  /** Where the catalog and policy are. */
  readonly catalog: string;
  /** Where the company keeps what is its own; for no longer than it is open, when not given. */
  readonly home?: string;
  readonly ports?: Ports;
  /** What the stand-ins remember of another day. */
  readonly memory?: Memory;
};

/** @throws when the bot does not come up; then nothing is left running. */
export async function openBox(options: BoxOptions): Promise<Box> {
  const home = options.home ?? (await mkdtemp(join(tmpdir(), 'latchkey-company-')));
  const box = new RunningBox(options, home, await openOutside(options.company, options.ports));
  try {
    if (options.memory) recall(box.standIns, options.memory);
    await box.startBot();
    return box;
  } catch (error) {
    await box.stop();
    throw error;
  }
}

/** What only Jira and Latchkey know. Both are on this machine. */
const webhookSecret = 'sandbox-webhook-secret';

async function openOutside(company: Acme, ports?: Ports): Promise<StandIns> {
  const standIns = await startStandIns(company, ports);
  standIns.jira.setWorkflow(board);
  return standIns;
}

class RunningBox implements Box {
  readonly databaseUrl: string;
  readonly furniture: Furniture;
  private readonly listeners = new Set<(change: BoxChange) => void>();
  private running: Bot | undefined;
  private state: BotState = { status: 'down' };
  private turn: Promise<unknown> = Promise.resolve();
  private deafen: () => void;

  constructor(
    private readonly options: BoxOptions,
    private readonly home: string,
    public standIns: StandIns,
  ) {
    this.databaseUrl = options.databaseUrl;
    this.furniture = furnitureIn(home);
    this.deafen = this.hearSlack();
  }

  get bot(): BotState {
    return this.state;
  }

  get environment(): Readonly<Record<string, string>> {
    const { environment, entra, google } = this.standIns;
    return {
      ...environment,
      ...entra.environment,
      ...google.environment(),
      DATABASE_URL: this.databaseUrl,
      CATALOG_DIR: this.furniture.catalog,
      JIRA_WEBHOOK_SECRET: webhookSecret,
      AUDIT_SIGNING_KEY_FILE: this.furniture.signingKey,
      CHECKPOINT_EVERY: '1',
      RETENTION_DAYS: '730',
      LOG_LEVEL: 'error',
    };
  }

  listen(listener: (change: BoxChange) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  startBot(): Promise<void> {
    return this.inTurn(() => this.begin());
  }

  killBot(): Promise<void> {
    return this.inTurn(() => this.kill());
  }

  reset(): Promise<void> {
    return this.inTurn(async () => {
      await this.kill();
      const ports = portsOf(this.standIns);
      this.deafen();
      await Promise.all([this.standIns.stop(), emptyDatabase(this.databaseUrl)]);
      this.standIns = await openOutside(this.options.company, ports);
      this.deafen = this.hearSlack();
      this.tell('reset');
      await this.begin();
    });
  }

  stop(): Promise<void> {
    return this.inTurn(async () => {
      await this.running?.stop();
      this.deafen();
      await this.standIns.stop();
      if (!this.options.home) await rm(this.home, { recursive: true, force: true });
    });
  }

  /** One after the other: a bot that is killed while it starts would be two bots in the end. */
  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.turn.then(work);
    this.turn = done.catch(() => undefined);
    return done;
  }

  private async begin(): Promise<void> {
    if (this.running) return;
    this.become({ status: 'starting' });
    try {
      await furnish(this.home, this.options.catalog);
      const bot = await startBot(this.environment);
      this.standIns.jira.ring(`${bot.url}/jira/webhook`, webhookSecret);
      this.running = bot;
      bot.ended.then(() => this.forget(bot));
      this.become({ status: 'up', url: bot.url });
    } catch (error) {
      this.become({ status: 'down' });
      throw error;
    }
  }

  private async kill(): Promise<void> {
    const bot = this.running;
    if (!bot) return;
    await bot.kill();
    this.forget(bot);
  }

  private forget(bot: Bot): void {
    if (this.running !== bot) return;
    this.running = undefined;
    this.become({ status: 'down' });
  }

  private become(state: BotState): void {
    this.state = state;
    this.tell('bot');
  }

  private hearSlack(): () => void {
    return this.standIns.slack.workspace.changes.listen(() => this.tell('slack'));
  }

  private tell(change: BoxChange): void {
    for (const listener of [...this.listeners]) listener(change);
  }
}
