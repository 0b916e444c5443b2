/**
 * What the description of Jira's platform that lies beside the project leaves out, in the same form:
 * the changelog of an issue, and the options of a field.
 * Source: https://developer.atlassian.com/cloud/jira/platform/rest/v3/ (issues; issue custom field contexts and options).
 */
const text = { type: 'string' };
const whole = { type: 'integer' };
const truth = { type: 'boolean' };

const strict = (properties: object, required: readonly string[] = []) => ({
  type: 'object',
  additionalProperties: false,
  properties,
  required,
});

const pageOf = (items: object) =>
  strict(
    {
      self: text,
      nextPage: text,
      maxResults: whole,
      startAt: whole,
      total: whole,
      isLast: truth,
      values: { type: 'array', items },
    },
    ['maxResults', 'startAt', 'total', 'isLast', 'values'],
  );

const inQuery = (name: string, schema: object) => ({ name, in: 'query', schema });
const paging = [inQuery('startAt', whole), inQuery('maxResults', whole)];
const json = (schema: object) => ({ content: { 'application/json': { schema } } });
const refused = (...statuses: number[]) => Object.fromEntries(statuses.map((status) => [String(status), {}]));

const options = (properties: object, required: readonly string[]) =>
  strict({ options: { type: 'array', minItems: 1, maxItems: 1000, items: strict(properties, required) } }, ['options']);

const context = strict({ id: text, name: text, description: text, isGlobalContext: truth, isAnyIssueType: truth }, [
  'id',
  'name',
  'description',
  'isGlobalContext',
  'isAnyIssueType',
]);
const option = { id: text, value: text, disabled: truth, optionId: text };
const changedOptions = json(options(option, ['id', 'value']));

export const moreOfJira = {
  '/rest/api/3/issue/{issueIdOrKey}/changelog': {
    get: {
      operationId: 'getChangeLogs',
      parameters: paging,
      responses: { '200': json(pageOf({ $ref: '#/components/schemas/Changelog' })), ...refused(404) },
    },
  },
  '/rest/api/3/field/{fieldId}/context': {
    get: {
      operationId: 'getContextsForField',
      parameters: [
        ...paging,
        inQuery('isAnyIssueType', truth),
        inQuery('isGlobalContext', truth),
        inQuery('contextId', { type: 'array', items: { type: 'integer' } }),
      ],
      responses: { '200': json(pageOf(context)), ...refused(403, 404) },
    },
  },
  '/rest/api/3/field/{fieldId}/context/{contextId}/option': {
    get: {
      operationId: 'getOptionsForContext',
      parameters: [...paging, inQuery('optionId', { type: 'integer' }), inQuery('onlyOptions', truth)],
      responses: { '200': json(pageOf(strict(option, ['id', 'value', 'disabled']))), ...refused(400, 403, 404) },
    },
    post: {
      operationId: 'createCustomFieldOption',
      requestBody: { required: true, ...json(options({ value: text, disabled: truth, optionId: text }, ['value'])) },
      responses: { '200': changedOptions, ...refused(400, 403, 404) },
    },
    put: {
      operationId: 'updateCustomFieldOption',
      requestBody: { required: true, ...json(options({ id: text, value: text, disabled: truth }, ['id'])) },
      responses: { '200': changedOptions, ...refused(400, 403, 404) },
    },
  },
  '/rest/api/3/field/{fieldId}/context/{contextId}/option/{optionId}': {
    delete: { operationId: 'deleteCustomFieldOption', responses: { '204': {}, ...refused(400, 403, 404) } },
  },
};
