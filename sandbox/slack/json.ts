/** What travels: its shape is checked where it is used. */
export type Json = Record<string, unknown>;

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const asObject = (value: unknown): Json => (isObject(value) ? value : {});

export const asObjects = (value: unknown): Json[] => (Array.isArray(value) ? value.filter(isObject) : []);

export const asText = (value: unknown): string => (typeof value === 'string' ? value : '');

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
