import { analysis, ask, days, expire, giveBack, hours, minutes, open, provisioned, removed, stage } from './given.js';
import { OnRecord, sealed } from './onRecord.js';

const policy = analysis(stage('manager', ['ben']));
const approve = (id: string) => ({ type: 'request.approve', id, by: 'ben', analysis: policy, catalog: 'c1' }) as const;
const texts = {
  t1: '=HYPERLINK("http://evil.example.com","Click")',
  t2: 'Look;=cmd|calc\nthen\t@more <script>alert(1)</script>',
  t4: 'Größe prüfen',
};
const entry = { id: 'log-1', at: '2026-03-02T09:05:01.000Z', actor: '0oalatchkey' };

/** Monday: Ana gets Editor, and Viewer through the same group; Eve asks for another app and lapses. In May, Ana again. */
export const story = () =>
  new OnRecord()
    .when(0, ask({ reason: sealed('t1', texts.t1), analysis: policy }), { by: 'ana' })
    .when(minutes(5), approve('r1'), { by: 'ben' })
    .when(minutes(5), open({ 'figma-editors': 'g1' }))
    .when(minutes(5) + 1, { type: 'grant.delay', id: 'g1', says: 'Okta is busy;=1+1' })
    .when(minutes(6), provisioned())
    .when(minutes(7), { type: 'grant.witness', id: 'g1', change: 'added', entry })
    .when(minutes(10), ask({ id: 'r2', role: 'viewer', reason: sealed('t2', texts.t2), analysis: policy }), {
      by: 'ana',
    })
    .when(minutes(11), approve('r2'), { by: 'ben' })
    .when(minutes(12), open({ 'figma-editors': 'g2' }, { id: 'r2', role: 'viewer' }))
    .when(minutes(20), giveBack('ana'), { by: 'ana' })
    .when(hours(9), expire('r2'), { through: 'clock' })
    .when(hours(9) + 5, removed())
    .house(hours(10), { type: 'grants.paused', by: 'it' }, { by: 'it', through: 'slack' })
    .when(
      days(1),
      ask({
        id: 'r3',
        requester: 'eve',
        app: 'github',
        role: 'member',
        reason: sealed('t3', 'Erased since'),
        analysis: policy,
      }),
      { by: 'eve' },
    )
    .when(days(4), { type: 'request.lapse', id: 'r3' }, { through: 'clock' })
    .when(days(70), ask({ id: 'r4', reason: sealed('t4', texts.t4), analysis: policy }), { by: 'ana' });

export const beside = {
  people: { ana: 'Ana "=1+1" Ruiz', ben: 'Ben Okafor', it: 'Iris Tan', aud: 'Aude Martin' },
  texts,
};
