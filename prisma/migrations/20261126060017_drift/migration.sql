-- AlterTable
ALTER TABLE "Request" ADD COLUMN     "adopts" TEXT;

-- AlterTable
ALTER TABLE "Grant" ADD COLUMN     "entries" TEXT[] DEFAULT ARRAY[]::TEXT[],
ADD COLUMN     "lostBy" TEXT;

-- CreateTable
CREATE TABLE "Drift" (
    "id" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "entitlement" TEXT NOT NULL,
    "recipient" TEXT NOT NULL,
    "person" TEXT,
    "accounts" TEXT[],
    "app" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "risk" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "grant" TEXT,
    "entries" TEXT[],
    "foundAt" TIMESTAMPTZ(3) NOT NULL,
    "undoneAt" TIMESTAMPTZ(3),
    "says" TEXT,
    "answer" TEXT,
    "answeredBy" TEXT,
    "answeredAt" TIMESTAMPTZ(3),
    "reasonId" TEXT,
    "reasonHash" TEXT,
    "request" TEXT,
    "closedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Drift_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "LogEntry" (
    "provider" TEXT NOT NULL,
    "entry" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "kind" TEXT NOT NULL,
    "group" TEXT NOT NULL,
    "account" TEXT NOT NULL,
    "actor" TEXT NOT NULL,
    "actorName" TEXT NOT NULL,
    "isOurs" BOOLEAN NOT NULL,
    "grant" TEXT,
    "drift" TEXT,

    CONSTRAINT "LogEntry_pkey" PRIMARY KEY ("provider","entry")
);

-- CreateTable
CREATE TABLE "LogGap" (
    "provider" TEXT NOT NULL,
    "from" TIMESTAMPTZ(3) NOT NULL,
    "until" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "LogGap_pkey" PRIMARY KEY ("provider","from")
);

-- CreateIndex
CREATE INDEX "Drift_recipient_idx" ON "Drift"("recipient");

-- CreateIndex
CREATE INDEX "Drift_entitlement_idx" ON "Drift"("entitlement");

-- CreateIndex
CREATE INDEX "LogEntry_provider_at_idx" ON "LogEntry"("provider", "at");

-- CreateIndex
CREATE INDEX "LogEntry_drift_idx" ON "LogEntry"("drift");

-- What Prisma's schema cannot say.

-- One open finding for each membership and kind.
CREATE UNIQUE INDEX "Drift_oneOpen" ON "Drift"("entitlement", "kind", ("accounts"[1])) WHERE "status" <> 'closed';

-- What still has to be matched, or answered: small indexes that hold only open work.
CREATE INDEX "LogEntry_unmatched" ON "LogEntry"("provider", "at") WHERE "grant" IS NULL AND "drift" IS NULL;
CREATE INDEX "Drift_open" ON "Drift"("foundAt") WHERE "status" <> 'closed';
-- Every group is read again each hour: who is in it through us.
CREATE INDEX "Grant_liveIn" ON "Grant"("entitlement") WHERE "status" <> 'ended';
