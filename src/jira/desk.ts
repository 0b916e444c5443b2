import { asText } from './adf.js';
import { deskFieldsIn, idIn, raisedIn } from './answers.js';
import type { Ask, JiraSettings } from './client.js';
import type { Desk, DeskField } from './port.js';

/** Jira Service Management: requests in somebody's name, and comments that its customers see, or do not. */
export function createDesk(ask: Ask, { id, requestType }: NonNullable<JiraSettings['serviceDesk']>): Desk {
  const place = { serviceDeskId: id, requestTypeId: requestType };
  const known = new Map<string, Promise<readonly DeskField[]>>();
  const read = (type: string) =>
    ask('read the fields of the request type', async (api) =>
      deskFieldsIn(await api.desks.getRequestTypeFields<unknown>({ serviceDeskId: id, requestTypeId: Number(type) })),
    );
  return {
    fields: (type = requestType) => {
      const asked = known.get(type) ?? read(type);
      known.set(type, asked);
      return asked.catch((error) => {
        known.delete(type);
        throw error;
      });
    },
    raise: ({ summary, description, onBehalfOf, fields = {} }) =>
      ask('raise the request', async (api) =>
        raisedIn(
          await api.requests.createCustomerRequest<unknown>({
            ...place,
            requestFieldValues: {
              summary,
              ...(description && { description: asText(description) }),
              ...fields,
            } as never,
            ...(onBehalfOf && { raiseOnBehalfOf: onBehalfOf }),
          }),
        ),
      ),
    comment: (key, body, audience) =>
      ask(`comment on ${key}`, async (api) =>
        idIn(
          await api.requests.createRequestComment<unknown>({
            issueIdOrKey: key,
            body: asText(body),
            public: audience === 'customer',
          }),
        ),
      ),
  };
}
