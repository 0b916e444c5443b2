/** What whoever starts Latchkey can mend: a sentence with its remedy, which no stack makes clearer. */
export class CannotStart extends Error {
  override readonly name: string = 'CannotStart';
}

/** Why PORT cannot be listened on, where that is known; else the error as it is. */
export function whyNoPort(error: unknown, host: string, port: number): unknown {
  switch (codeOf(error)) {
    case 'EADDRINUSE':
      return new CannotStart(`PORT ${port} on ${host} is in use by another program. Set PORT to a free one, or to 0.`);
    case 'EACCES':
      return new CannotStart(`PORT ${port} is not open to this user. Set PORT to one above 1023.`);
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new CannotStart(`HOST ${host} is no address of this machine. Set HOST to 127.0.0.1 or 0.0.0.0.`);
    case undefined:
  }
  return error;
}

/** Why the database of DATABASE_URL cannot be used, where that is known; else the error as it is. */
export function whyNoDatabase(error: unknown, url: string): unknown {
  const { hostname, port, pathname } = new URL(url);
  switch (codeOf(error)) {
    case 'ECONNREFUSED':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
      return new CannotStart(
        `DATABASE_URL: no PostgreSQL answers at ${hostname}:${port || 5432} (${codeOf(error)}). Start it, mend the address, or leave DATABASE_URL out for an embedded one.`,
      );
    case '28P01':
    case '28000':
      return new CannotStart('DATABASE_URL: PostgreSQL refuses this user or password. Mend them.');
    case '3D000':
      return new CannotStart(`DATABASE_URL: there is no database ${pathname.slice(1)}. Create it first.`);
    case undefined:
  }
  return error;
}

export const codeOf = (error: unknown): unknown =>
  typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
