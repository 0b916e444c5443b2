import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { z } from 'zod';
import type { Settings } from './stage.js';

const manifest = z.object({
  oauth_config: z.object({ scopes: z.object({ bot: z.array(z.string()) }) }),
  settings: z.object({ event_subscriptions: z.object({ bot_events: z.array(z.string()) }) }),
});

/** The app as the manifest makes it: with its scopes and its events, and no other. */
export function asInManifest(): Pick<Settings, 'scopes' | 'subscriptions'> {
  const { oauth_config, settings } = manifest.parse(parse(readFileSync(manifestPath(), 'utf8')));
  return {
    scopes: new Set(oauth_config.scopes.bot),
    subscriptions: new Set(settings.event_subscriptions.bot_events),
  };
}

/** At the top of the package, from sandbox/ as from dist/. */
function manifestPath(): string {
  let at = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(at, 'slack-manifest.yaml'))) {
    if (at === dirname(at)) throw new Error('slack-manifest.yaml is missing: the installation is incomplete.');
    at = dirname(at);
  }
  return join(at, 'slack-manifest.yaml');
}
