-- CreateIndex
CREATE INDEX "Link_place_mark_idx" ON "Link"("place", "mark");
