-- AlterTable
ALTER TABLE "Person" ADD COLUMN     "leavingAt" TIMESTAMPTZ(3),
ADD COLUMN     "listedAt" TIMESTAMPTZ(3);

-- Nearly nobody is leaving at any moment: the sweep looks here every few seconds.
CREATE INDEX "Person_leavingAt_idx" ON "Person"("leavingAt") WHERE "leavingAt" IS NOT NULL;

-- Who had left before anything followed from it, and still has something open.
UPDATE "Person" p SET "leavingAt" = p."readAt" WHERE NOT p."isActive" AND (
  EXISTS (SELECT 1 FROM "Request" r WHERE r."status" = 'pending' AND p."id" IN (r."requester", r."recipient"))
  OR EXISTS (SELECT 1 FROM "Assignment" a WHERE a."recipient" = p."id" AND a."status" IN ('opened', 'active'))
  OR EXISTS (SELECT 1 FROM "Link" l JOIN "Request" r ON r."id" = l."request" WHERE l."person" = p."id"
    AND l."kind" = 'approverCard' AND l."closedAt" IS NULL AND r."status" = 'pending'));
