import { extname } from 'node:path';

/** What Slack calls a file's type, by the end of its name. */
export const kindOfFile = (name: string): string => kinds[extname(name).toLowerCase()] ?? 'Binary';

const kinds: Readonly<Record<string, string>> = {
  '.csv': 'CSV',
  '.html': 'HTML',
  '.json': 'JSON',
  '.jsonl': 'JSON lines',
  '.sig': 'Signature',
};
