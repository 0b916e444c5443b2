import { randomBytes } from 'node:crypto';

/** Where an answer to a command or a press may be sent: five times, for half an hour. */
export type ResponseUrl = {
  readonly user: string;
  readonly channel: string;
  readonly threadTs?: string;
  /** The message whose button was pressed; a command has none. */
  readonly original?: { readonly ts: string; readonly kind: 'message' | 'ephemeral' };
};
type Issued = ResponseUrl & { readonly issuedAt: number; uses: number };

export type ResponseUrls = {
  /** The path, under the stand-in's own address. */
  issue(kind: 'commands' | 'actions', url: ResponseUrl): string;
  use(path: string): ResponseUrl | 'used_url' | 'expired_url' | 'not_found';
};

export function createResponseUrls(now: () => number, validMs: () => number): ResponseUrls {
  const issued = new Map<string, Issued>();
  return {
    issue: (kind, url) => {
      const path = `/${kind}/T0ACME00001/${issued.size + 1}/${randomBytes(12).toString('base64url')}`;
      issued.set(path, { ...url, issuedAt: now(), uses: 0 });
      return path;
    },
    use: (path) => {
      const url = issued.get(path);
      if (!url) return 'not_found';
      if (now() - url.issuedAt > validMs()) return 'expired_url';
      if (url.uses >= 5) return 'used_url';
      url.uses += 1;
      return url;
    },
  };
}
