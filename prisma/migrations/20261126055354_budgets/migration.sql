-- CreateTable
CREATE TABLE "Budget" (
    "bucket" TEXT NOT NULL,
    "paidAt" TIMESTAMPTZ(6) NOT NULL,
    "closedUntil" TIMESTAMPTZ(6),
    "refusals" INTEGER NOT NULL DEFAULT 0,
    "units" DOUBLE PRECISION,
    "seconds" DOUBLE PRECISION,

    CONSTRAINT "Budget_pkey" PRIMARY KEY ("bucket")
);
