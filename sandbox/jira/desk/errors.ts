import { type Answer, Refused } from '../../http.js';

/** The service desk has words of its own: one message, and a key by which it is translated. */
export const deskError = (status: number, errorMessage: string, i18nKey = keys[status] ?? 'sd.error'): Answer => ({
  status,
  body: { errorMessage, i18nErrorMessage: { i18nKey, parameters: [] } },
});

const keys: Readonly<Record<number, string>> = {
  400: 'sd.validation.error.reason',
  403: 'sd.error.permission',
  404: 'sd.error.not.found',
  409: 'sd.approvals.error.already.answered',
};

export const refuseDesk = (status: number, message: string): Refused => new Refused(deskError(status, message));

export const noRequest = (): Refused =>
  refuseDesk(404, 'Issue does not exist or you do not have permission to see it.');

/** Every problem with what was filled in, after one sentence for all of them. */
export const refuseForm = (errors: Readonly<Record<string, string>>): Refused =>
  refuseDesk(
    400,
    [
      'Your request could not be created. Please check the fields have been correctly filled in.',
      ...Object.entries(errors).map(([field, problem]) => `${field}: ${problem}`),
    ].join(' '),
  );
