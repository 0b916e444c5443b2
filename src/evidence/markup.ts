/** Markup that is safe to stand in a page: only `html` and `escaped` make it. */
export type Html = { readonly markup: string };

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export const escaped = (text: string): Html => ({ markup: text.replace(/[&<>"']/g, (one) => entities[one] ?? one) });

type Part = string | number | Html | undefined | readonly Html[];

/** Everything that is put in is taken for text, unless it was made here too. */
export const html = (strings: TemplateStringsArray, ...parts: readonly Part[]): Html => ({
  markup: strings.reduce((whole, string, index) => whole + markupOf(parts[index - 1]) + string),
});

function markupOf(part: Part): string {
  if (part === undefined) return '';
  if (typeof part === 'string' || typeof part === 'number') return escaped(String(part)).markup;
  return 'markup' in part ? part.markup : part.map(({ markup }) => markup).join('');
}

export const nothing: Html = { markup: '' };

/** No script, nothing from elsewhere: what was signed is all that there is. */
export const document = (title: string, body: Html): string =>
  html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${style}</style>
</head>
<body>
${body}
</body>
</html>
`.markup;

const style: Html = {
  markup: `
:root { color-scheme: light; --ink: #1b1f24; --soft: #57606a; --line: #d0d7de; --pale: #f6f8fa; --red: #b42318; --amber: #8a5a00; --green: #1a6b3a; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 76rem; padding: 2.5rem 2rem 4rem; color: var(--ink); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", sans-serif; }
h1 { margin: 0 0 .25rem; font-size: 1.9rem; line-height: 1.2; }
h2 { margin: 2.75rem 0 .5rem; font-size: 1.25rem; }
h3 { margin: 0 0 .5rem; font-size: 1rem; }
p { margin: .4rem 0; max-width: 60rem; }
a { color: #0b57a4; }
.kicker { margin: 0; color: var(--soft); font-size: .85rem; letter-spacing: .06em; text-transform: uppercase; }
.soft { color: var(--soft); }
.verdict { max-width: none; margin: 1.5rem 0 1rem; padding: 1rem 1.25rem; border-left: .5rem solid var(--green); background: #eef8f1; font-size: 1.25rem; font-weight: 600; }
.verdict.answered { border-color: #d49a1f; background: #fff8e6; }
.verdict.unexplained { border-color: var(--red); background: #fef0ee; }
.warning { max-width: none; margin: .75rem 0; padding: .75rem 1.25rem; border: 2px solid #d49a1f; background: #fff8e6; }
.warning.loud { border-color: var(--red); background: #fef0ee; }
.warning ul { margin: .25rem 0; padding-left: 1.25rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1.25rem; margin: 1rem 0; }
dt { color: var(--soft); }
dd { margin: 0; overflow-wrap: anywhere; }
table { width: 100%; margin: .75rem 0; border-collapse: collapse; font-size: .9rem; }
th { padding: .4rem .6rem; border-bottom: 2px solid var(--ink); text-align: left; white-space: nowrap; }
td { padding: .45rem .6rem; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: anywhere; }
td.time, td.change { white-space: nowrap; overflow-wrap: normal; }
tr.unexplained td { background: #fef0ee; }
tr.unexplained td:first-child { box-shadow: inset .35rem 0 var(--red); }
tr.answered td:first-child { box-shadow: inset .35rem 0 #d49a1f; }
:target, tr:target td { background: #fff3b0 !important; }
code { font: .82em/1.4 ui-monospace, "SF Mono", Menlo, Consolas, monospace; overflow-wrap: anywhere; }
.tag { display: inline-block; padding: 0 .5rem; border-radius: 1rem; background: #e6f4ea; color: var(--green); font-size: .8rem; font-weight: 600; white-space: nowrap; }
.tag.answered { background: #fff0cc; color: var(--amber); }
.tag.unexplained { background: var(--red); color: #fff; }
.card { margin: 1rem 0; padding: 1rem 1.25rem; border: 1px solid var(--line); border-radius: .4rem; break-inside: avoid; }
.card dl { margin: .25rem 0; }
.ids { columns: 24rem; margin: .75rem 0; padding: 0; list-style: none; }
@media print {
  @page { margin: 14mm; }
  body { max-width: none; padding: 0; font-size: 9.5pt; }
  a { color: inherit; }
  h2 { break-after: avoid; }
  tr, .card, .warning { break-inside: avoid; }
  thead { display: table-header-group; }
  .verdict, .warning, tr td, .tag { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`,
};
