import type { Request } from '../domain/request.js';
import { fieldNamed, isSame, written } from '../jira/fields.js';
import type { MirrorNeeds } from './mirrorIssue.js';

const erased = { words: '(erased)' };

/**
 * Who asked in the portal wrote the reason into a field of its form, where it would stay though it was erased here.
 * @returns whether it had to be written over. @throws JiraRefused when it stays
 */
export async function eraseFromForm(needs: MirrorNeeds, request: Request, key: string): Promise<boolean> {
  const { jira, store, mapping } = needs;
  const [first] = await store.trail.streams([`request:${request.id}`]);
  if (!mapping.portal || !jira.desk || first?.cause !== 'jira') return false;
  const field = fieldNamed(await jira.desk.fields(mapping.portal.requestType), mapping.portal.fields.reason);
  const wanted = field && written(field, erased, () => undefined);
  if (!wanted || !('value' in wanted)) return false;
  const shown = (await jira.read(key, [field.id]))?.fields[field.id];
  if (!shown || isSame(field, shown, wanted.value)) return false;
  await jira.edit(key, { fields: { [field.id]: wanted.value } });
  return true;
}
