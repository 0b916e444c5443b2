import type { App } from '@slack/bolt';
import type { PlainTextOption } from '@slack/types';
import type { Catalog } from '../domain/catalog.js';
import { searchApps } from '../domain/search.js';
import { limits, option } from '../views/blocks.js';
import { appOption, appSelect, noApp } from '../views/requestModal.js';
import type { Deps } from './deps.js';

/** The choices in the form's App field, from memory. */
export function register(app: App, { house }: Pick<Deps, 'house'>): void {
  app.options(appSelect, async ({ ack, payload }) => {
    await ack({ options: appChoices(house.catalog, String(payload.value ?? '')) });
  });
}

/** Never empty, and never more than Slack shows: then the last one says how many are missing. */
export function appChoices(catalog: Catalog, typed: string): PlainTextOption[] {
  const found = searchApps(catalog, typed);
  if (found.length === 0) return [option(`No app is called “${typed}”`, noApp)];
  if (found.length <= limits.options) return found.map(appOption);
  const shown = limits.options - 1;
  return [...found.slice(0, shown).map(appOption), option(`${found.length - shown} more: type a name`, noApp)];
}
