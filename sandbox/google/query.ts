import { invalid } from './errors.js';

/** Whether a value fits `field=…` (exactly) or `field:…*` (by its beginning); a quote inside quotes is escaped. */
export function parseQuery<Field extends string>(
  query: string,
  fields: readonly Field[],
): { readonly field: Field; fits(value: string): boolean } {
  const [, name, operator, written = ''] = /^(\w+)([=:])(.+)$/s.exec(query) ?? [];
  const field = fields.find((each) => each === name);
  const inner = /^'((?:[^'\\]|\\.)*)'$/s.exec(written)?.[1];
  if (!field || (inner === undefined && /[\s'\\]/.test(written))) throw invalid('query');
  const text = (inner?.replace(/\\(.)/gs, '$1') ?? written).toLowerCase();
  if (operator === ':' && !text.endsWith('*')) throw invalid('query');
  return {
    field,
    fits: (value) =>
      operator === '=' ? value.toLowerCase() === text : value.toLowerCase().startsWith(text.slice(0, -1)),
  };
}
