export const isWeb = (url: string): boolean => /^https?:\/\//i.test(url);

const own = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Whether a picture can be shown without asking anybody outside: nothing leaves this machine. */
export function isHere(url: string): boolean {
  if (url.startsWith('data:image/')) return true;
  try {
    return own.has(new URL(url).hostname);
  } catch {
    return false;
  }
}

export function hostOf(url: string): string {
  try {
    return new URL(url).hostname;
  } catch {
    return '';
  }
}
