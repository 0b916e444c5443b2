import type { Database } from './database.js';

/** What is to be looked at in Jira. */
export type Rung = {
  /** The issue's id, or `<issue>/<comment>`. */
  readonly issue: string;
  /** How often it rang: it is done only if it has not rung again. */
  readonly times: number;
  readonly attempts: number;
  readonly dueAt: string;
};

export type Rings = {
  /** Writes: it is to be looked at, now. */
  ring(issues: readonly string[], at: Date): Promise<void>;
  find(issue: string): Promise<Rung | undefined>;
  due(now: Date, limit: number): Promise<readonly Rung[]>;
  /** Writes: it was looked at; what rang meanwhile stays. */
  done(rung: Rung): Promise<void>;
  /** Writes: it could not be looked at; to be tried again at `dueAt`. */
  postpone(rung: Rung, dueAt: Date, error: string): Promise<void>;
};

export function createRings({ prisma, pool }: Database): Rings {
  type Row = Omit<Rung, 'dueAt'> & { dueAt: Date };
  const rungOf = ({ issue, times, attempts, dueAt }: Row): Rung => ({
    issue,
    times,
    attempts,
    dueAt: dueAt.toISOString(),
  });
  return {
    ring: async (issues, at) => {
      await pool.query(
        `INSERT INTO "Ring" ("issue", "dueAt") SELECT DISTINCT i, $2::timestamptz FROM unnest($1::text[]) i
         ON CONFLICT ("issue") DO UPDATE SET "times" = "Ring"."times" + 1, "dueAt" = EXCLUDED."dueAt"`,
        [issues, at],
      );
    },
    find: async (issue) => {
      const row = await prisma.ring.findUnique({ where: { issue } });
      return row ? rungOf(row) : undefined;
    },
    due: async (now, limit) => {
      const rows = await prisma.ring.findMany({
        where: { dueAt: { lte: now } },
        orderBy: { dueAt: 'asc' },
        take: limit,
      });
      return rows.map(rungOf);
    },
    done: async ({ issue, times }) => {
      await prisma.ring.deleteMany({ where: { issue, times } });
    },
    postpone: async ({ issue }, dueAt, error) => {
      await prisma.ring.updateMany({ where: { issue }, data: { dueAt, error, attempts: { increment: 1 } } });
    },
  };
}
