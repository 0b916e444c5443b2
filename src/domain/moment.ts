/** Moments as the record has them: ISO 8601, in UTC. */
export const after = (now: Date, seconds: number): string => new Date(now.getTime() + seconds * 1000).toISOString();
export const isDue = (moment: string, now: Date): boolean => new Date(moment).getTime() <= now.getTime();
