const format = new Intl.DateTimeFormat('en', { timeStyle: 'medium', hourCycle: 'h23' });

/** `14:03:27`, in the reader's own zone. */
export const onTheClock = (at: number | string): string => format.format(new Date(at));
