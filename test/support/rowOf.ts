import { evidenceOf } from '../../src/domain/evidence.js';
import { analysis, ask, at, minutes, open, provisioned, stage } from './given.js';
import { OnRecord } from './onRecord.js';

/** One row of evidence, of a record that is made event by event. */

export const policy = analysis(stage('manager', ['ben']));
export const approve = (by: string, id = 'r1') =>
  ({ type: 'request.approve', id, by, analysis: policy, catalog: 'c1' }) as const;
export const entry = (id: string, passed: number) => ({ id, at: at(passed), actor: '0oalatchkey' });

/** Ana asks Ben, who agrees after five minutes; Okta confirms after six. */
export const getIn = (record = new OnRecord()) =>
  record
    .when(0, ask({ analysis: policy }), { by: 'ana' })
    .when(minutes(5), approve('ben'), { by: 'ben', through: 'jira' })
    .when(minutes(5), open({ 'figma-editors': 'g1' }), { through: 'provider' })
    .when(minutes(6), provisioned(), { through: 'provider' });

export const row = ({ events }: OnRecord, id = 'r1') => {
  const found = evidenceOf(id, events);
  if (!found) throw new Error(`nobody asked for ${id}`);
  return found;
};
