/** Whether the system refused with this code. (No instanceof: jest's world has an Error of its own.) */
export const hasCode = (error: unknown, code: string): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === code;
