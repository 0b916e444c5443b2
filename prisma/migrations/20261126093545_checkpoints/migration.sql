-- CreateTable
CREATE TABLE "Checkpoint" (
    "number" INTEGER NOT NULL,
    "size" BIGINT NOT NULL,
    "root" TEXT NOT NULL,
    "previous" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "keyId" TEXT NOT NULL,
    "signature" TEXT NOT NULL,
    "peaks" TEXT[],
    "lastTransaction" BIGINT NOT NULL,
    "lastEvent" BIGINT NOT NULL,
    "leaves" TEXT NOT NULL,

    CONSTRAINT "Checkpoint_pkey" PRIMARY KEY ("number")
);

-- CreateTable
CREATE TABLE "Anchor" (
    "number" INTEGER NOT NULL,
    "place" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "reference" TEXT NOT NULL,
    "token" TEXT,

    CONSTRAINT "Anchor_pkey" PRIMARY KEY ("number","place")
);

-- CreateTable
CREATE TABLE "Era" (
    "offset" BIGINT NOT NULL,
    "begunAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Era_pkey" PRIMARY KEY ("offset")
);

-- CreateIndex
CREATE INDEX "Event_transactionId_id_idx" ON "Event"("transactionId", "id");

-- AddForeignKey
ALTER TABLE "Anchor" ADD CONSTRAINT "Anchor_number_fkey" FOREIGN KEY ("number") REFERENCES "Checkpoint"("number") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What was signed and where it was put is never changed either.
CREATE OR REPLACE FUNCTION "refuseChange"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the audit trail is append-only: % on "%" is refused', TG_OP, TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER "Checkpoint_appendOnly" BEFORE UPDATE OR DELETE ON "Checkpoint" FOR EACH ROW EXECUTE FUNCTION "refuseChange"();
CREATE TRIGGER "Checkpoint_keepAll" BEFORE TRUNCATE ON "Checkpoint" FOR EACH STATEMENT EXECUTE FUNCTION "refuseChange"();
CREATE TRIGGER "Anchor_appendOnly" BEFORE UPDATE OR DELETE ON "Anchor" FOR EACH ROW EXECUTE FUNCTION "refuseChange"();
CREATE TRIGGER "Anchor_keepAll" BEFORE TRUNCATE ON "Anchor" FOR EACH STATEMENT EXECUTE FUNCTION "refuseChange"();
ALTER TABLE "Checkpoint" ENABLE ALWAYS TRIGGER "Checkpoint_appendOnly";
ALTER TABLE "Checkpoint" ENABLE ALWAYS TRIGGER "Checkpoint_keepAll";
ALTER TABLE "Anchor" ENABLE ALWAYS TRIGGER "Anchor_appendOnly";
ALTER TABLE "Anchor" ENABLE ALWAYS TRIGGER "Anchor_keepAll";
