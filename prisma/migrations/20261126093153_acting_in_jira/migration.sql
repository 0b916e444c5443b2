-- AlterTable
ALTER TABLE "Person" ADD COLUMN     "jiraAccountId" TEXT;

-- CreateTable
CREATE TABLE "Ring" (
    "issue" TEXT NOT NULL,
    "times" INTEGER NOT NULL DEFAULT 1,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "dueAt" TIMESTAMPTZ(3) NOT NULL,
    "error" TEXT,

    CONSTRAINT "Ring_pkey" PRIMARY KEY ("issue")
);

-- CreateIndex
CREATE INDEX "Ring_dueAt_idx" ON "Ring"("dueAt");

-- CreateIndex
CREATE UNIQUE INDEX "Person_jiraAccountId_key" ON "Person"("jiraAccountId");

-- CreateIndex
CREATE INDEX "Link_mark_idx" ON "Link"("mark");
