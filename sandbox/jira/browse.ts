import type { Route } from '../http.js';
import { escapeHtml, html } from './adf.js';
import type { Issue, Tracker } from './tracker.js';

const style = `body{font:15px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#172b4d}
h1{font-size:1.4rem}.status{background:#dfe1e6;border-radius:3px;padding:.1rem .5rem;font-size:.8rem}
.done{background:#abf5d1}.indeterminate{background:#deebff}.label{color:#5e6c84;margin-right:.6rem}
article{border-top:1px solid #dfe1e6;padding:.4rem 0}small{color:#5e6c84}a{color:#0052cc}
td,th{border:1px solid #dfe1e6;padding:.2rem .5rem;text-align:left}`;

const page = (title: string, body: string): string =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><title>${escapeHtml(title)}</title><style>${style}</style><body>${body}</body></html>`;

/** What a person sees who follows a link to an issue. */
export function browseRoutes(tracker: Tracker): Route[] {
  const headers = { 'content-type': 'text/html; charset=utf-8' };
  return [
    {
      operation: 'browse',
      method: 'GET',
      path: '/browse/{key}',
      answer: (ask) => {
        const issue = tracker.find(ask.params.key ?? '');
        if (!issue) return { status: 404, headers, body: page('Not found', '<h1>There is no such issue</h1>') };
        return { status: 200, headers, body: page(`${issue.key} ${issue.summary}`, whole(tracker, issue)) };
      },
    },
    {
      operation: 'browseAll',
      method: 'GET',
      path: '/',
      answer: () => {
        const rows = [...tracker.all].reverse().map((issue) => `<article>${line(tracker, issue)}</article>`);
        const body = rows.length > 0 ? rows.join('') : '<p>Nothing has been asked for yet.</p>';
        return { status: 200, headers, body: page('Access requests', `<h1>Access requests</h1>${body}`) };
      },
    },
  ];
}

function chip(tracker: Tracker, issue: Issue): string {
  const status = tracker.statusOf(issue);
  return `<span class="status ${status.category}">${escapeHtml(status.name)}</span>`;
}

const line = (tracker: Tracker, issue: Issue): string =>
  `<a href="/browse/${issue.key}">${issue.key}</a> ${escapeHtml(issue.summary)} ${chip(tracker, issue)}`;

const when = (ms: number): string => new Date(ms).toISOString().slice(0, 16).replace('T', ' ');

function whole(tracker: Tracker, issue: Issue): string {
  const labels = issue.labels.map((label) => `<span class="label">${escapeHtml(label)}</span>`).join('');
  const links = issue.links.map(({ object }) => {
    const isWeb = /^https?:/.test(String(object.url));
    const title = escapeHtml(String(object.title));
    return isWeb ? `<p><a href="${escapeHtml(String(object.url))}">${title}</a></p>` : `<p>${title}</p>`;
  });
  const comments = issue.comments.map((comment) => {
    const author = escapeHtml(tracker.account(comment.author).name);
    return `<article><small>${author}, ${when(comment.created)} UTC</small>${html(comment.body)}</article>`;
  });
  return [
    `<p><a href="/">Access requests</a> / ${issue.key}</p><h1>${escapeHtml(issue.summary)}</h1>`,
    `<p>${chip(tracker, issue)} <small>${labels}</small></p>`,
    issue.description ? html(issue.description) : '',
    ...links,
    `<h2>Comments</h2>`,
    ...(comments.length > 0 ? comments : ['<p>None.</p>']),
  ].join('\n');
}
