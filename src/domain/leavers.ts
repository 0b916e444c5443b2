/** A handful leaves on any day. */
const handful = 5;
/** And of a big company this share. */
const share = 0.05;

/**
 * Whether so many people leaving at once is rather a mistake: of the directory, of what our credential may see, or of
 * ours. Everybody's access would end on it.
 * @param known who was active before.
 */
export const isTooManyLeavers = (found: number, known: number): boolean => found > handful && found > known * share;
