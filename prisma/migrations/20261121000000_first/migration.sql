CREATE TABLE "Event" (
    "id" BIGSERIAL NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "stream" TEXT NOT NULL,
    "seq" INTEGER NOT NULL,
    "type" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor" TEXT NOT NULL,
    "cause" TEXT NOT NULL,
    "data" JSONB NOT NULL,
    "previousHash" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "transactionId" BIGINT NOT NULL DEFAULT ((pg_current_xact_id())::text)::bigint,

    CONSTRAINT "Event_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "Outbox" (
    "id" BIGSERIAL NOT NULL,
    "eventId" BIGINT NOT NULL,
    "consumer" TEXT NOT NULL,
    "lane" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "dueAt" TIMESTAMPTZ(3) NOT NULL,
    "doneAt" TIMESTAMPTZ(3),
    "refusedAt" TIMESTAMPTZ(3),
    "error" TEXT,

    CONSTRAINT "Outbox_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "Request" (
    "id" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "requester" TEXT NOT NULL,
    "recipient" TEXT NOT NULL,
    "app" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "risk" TEXT NOT NULL,
    "duration" INTEGER,
    "reasonId" TEXT NOT NULL,
    "reasonHash" TEXT NOT NULL,
    "extends" TEXT,
    "approvals" JSONB NOT NULL,
    "submittedAt" TIMESTAMPTZ(3) NOT NULL,
    "remindAt" TIMESTAMPTZ(3) NOT NULL,
    "remindedAt" TIMESTAMPTZ(3),
    "lapsesAt" TIMESTAMPTZ(3) NOT NULL,
    "decidedAt" TIMESTAMPTZ(3),
    "decidedBy" TEXT,
    "answerId" TEXT,
    "answerHash" TEXT,
    "cause" TEXT,
    "issueKey" TEXT,
    "issueUrl" TEXT,

    CONSTRAINT "Request_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "Assignment" (
    "id" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "recipient" TEXT NOT NULL,
    "app" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "duration" INTEGER,
    "grants" TEXT[],
    "alreadyHad" TEXT[],
    "openedAt" TIMESTAMPTZ(3) NOT NULL,
    "activatedAt" TIMESTAMPTZ(3),
    "endsAt" TIMESTAMPTZ(3),
    "warnAt" TIMESTAMPTZ(3),
    "warnedAt" TIMESTAMPTZ(3),
    "endingAt" TIMESTAMPTZ(3),
    "endedAt" TIMESTAMPTZ(3),
    "cause" TEXT,
    "endedBy" TEXT,
    "answerId" TEXT,
    "answerHash" TEXT,

    CONSTRAINT "Assignment_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "Grant" (
    "id" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "recipient" TEXT NOT NULL,
    "entitlement" TEXT NOT NULL,
    "holders" TEXT[],
    "task" JSONB,
    "delay" JSONB,
    "handledBy" TEXT,
    "openedAt" TIMESTAMPTZ(3) NOT NULL,
    "activatedAt" TIMESTAMPTZ(3),
    "endingAt" TIMESTAMPTZ(3),
    "endedAt" TIMESTAMPTZ(3),
    "cause" TEXT,

    CONSTRAINT "Grant_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "Text" (
    "id" TEXT NOT NULL,
    "personId" TEXT NOT NULL,
    "salt" TEXT NOT NULL,
    "body" TEXT NOT NULL,

    CONSTRAINT "Text_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "Person" (
    "id" TEXT NOT NULL,
    "directory" TEXT NOT NULL,
    "directoryId" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "department" TEXT,
    "title" TEXT,
    "manager" TEXT,
    "isActive" BOOLEAN NOT NULL,
    "readAt" TIMESTAMPTZ(3) NOT NULL,
    "slackId" TEXT,
    "slackReadAt" TIMESTAMPTZ(3),
    "homeOpenedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Person_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "Link" (
    "id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "request" TEXT NOT NULL,
    "person" TEXT,
    "begunAt" TIMESTAMPTZ(3) NOT NULL,
    "doneAt" TIMESTAMPTZ(3),
    "place" TEXT,
    "mark" TEXT,
    "url" TEXT,
    "note" TEXT,
    "closedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Link_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "Lease" (
    "name" TEXT NOT NULL,
    "holder" TEXT NOT NULL,
    "until" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Lease_pkey" PRIMARY KEY ("name")
);

CREATE TABLE "Delivery" (
    "key" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Delivery_pkey" PRIMARY KEY ("key")
);

CREATE TABLE "Entitlement" (
    "id" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "groupId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "namedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Entitlement_pkey" PRIMARY KEY ("id")
);

CREATE UNIQUE INDEX "Event_stream_seq_key" ON "Event"("stream", "seq");
CREATE INDEX "Event_type_idx" ON "Event"("type");
CREATE INDEX "Event_at_idx" ON "Event"("at");
CREATE UNIQUE INDEX "Outbox_eventId_consumer_lane_key" ON "Outbox"("eventId", "consumer", "lane");
CREATE INDEX "Outbox_consumer_lane_id_idx" ON "Outbox"("consumer", "lane", "id");
CREATE INDEX "Request_recipient_idx" ON "Request"("recipient");
CREATE INDEX "Request_requester_idx" ON "Request"("requester");
CREATE INDEX "Assignment_recipient_idx" ON "Assignment"("recipient");
CREATE INDEX "Assignment_app_idx" ON "Assignment"("app");
CREATE INDEX "Grant_recipient_idx" ON "Grant"("recipient");
CREATE INDEX "Text_personId_idx" ON "Text"("personId");
CREATE UNIQUE INDEX "Person_slackId_key" ON "Person"("slackId");
CREATE UNIQUE INDEX "Person_directory_directoryId_key" ON "Person"("directory", "directoryId");
CREATE INDEX "Person_email_idx" ON "Person"("email");
CREATE INDEX "Link_request_idx" ON "Link"("request");
CREATE INDEX "Link_person_kind_idx" ON "Link"("person", "kind");
CREATE INDEX "Delivery_at_idx" ON "Delivery"("at");
CREATE INDEX "Entitlement_provider_name_idx" ON "Entitlement"("provider", "name");

ALTER TABLE "Outbox" ADD CONSTRAINT "Outbox_eventId_fkey" FOREIGN KEY ("eventId") REFERENCES "Event"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What Prisma's schema cannot say.

-- The audit trail is append-only, whoever asks.
CREATE FUNCTION "refuseChange"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the audit trail is append-only: % on "Event" is refused', TG_OP USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER "Event_appendOnly" BEFORE UPDATE OR DELETE ON "Event" FOR EACH ROW EXECUTE FUNCTION "refuseChange"();
CREATE TRIGGER "Event_keepAll" BEFORE TRUNCATE ON "Event" FOR EACH STATEMENT EXECUTE FUNCTION "refuseChange"();

-- One live grant for (recipient, entitlement); one live assignment and one pending request for (recipient, role).
CREATE UNIQUE INDEX "Grant_oneLive" ON "Grant"("recipient", "entitlement") WHERE "status" <> 'ended';
CREATE UNIQUE INDEX "Assignment_oneLive" ON "Assignment"("recipient", "app", "role") WHERE "status" <> 'ended';
CREATE UNIQUE INDEX "Request_onePending" ON "Request"("recipient", "app", "role") WHERE "status" = 'pending';

-- What is due: small indexes that hold only open work.
CREATE INDEX "Outbox_undone" ON "Outbox"("dueAt") WHERE "doneAt" IS NULL AND "refusedAt" IS NULL;
CREATE INDEX "Request_pending" ON "Request"("lapsesAt") WHERE "status" = 'pending';
CREATE INDEX "Assignment_running" ON "Assignment"("endsAt") WHERE "status" = 'active';
ALTER TABLE "Event" ENABLE ALWAYS TRIGGER "Event_appendOnly";
ALTER TABLE "Event" ENABLE ALWAYS TRIGGER "Event_keepAll";
