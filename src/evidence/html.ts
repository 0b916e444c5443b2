/** Text in a page: nothing that anybody wrote can be more than text there. */
export const html = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');

/** Nothing is loaded from anywhere and nothing runs; the page says so itself, for a reader who has it from a stranger. */
const policy = "default-src 'none'; style-src 'unsafe-inline'";

export const pageHead = (title: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light">
<title>${html(title)}</title>
<style>${style}</style>
</head>
<body>
`;

export const pageFoot = '</body>\n</html>\n';

const style = `
:root { --ink: #1c2733; --soft: #5a6876; --line: #d8dee5; --paper: #fff; --tint: #f4f6f9; --good: #146c43; --bad: #b02a37; --lead: #1f3a5f; }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 40px 32px 64px; max-width: 1040px; color: var(--ink); background: var(--paper);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", sans-serif; }
header { border-bottom: 3px solid var(--lead); padding-bottom: 18px; margin-bottom: 24px; }
.kind { margin: 0; color: var(--soft); font-size: 13px; letter-spacing: .06em; text-transform: uppercase; }
h1 { margin: 4px 0 8px; font-size: 27px; line-height: 1.2; color: var(--lead); }
h2 { margin: 32px 0 10px; font-size: 18px; color: var(--lead); }
h3 { margin: 0 0 8px; font-size: 15px; }
.chips { margin: 0; }
.chips span { display: inline-block; margin-right: 8px; padding: 2px 10px; border: 1px solid var(--line); border-radius: 999px; font-size: 13px; background: var(--tint); }
.four { display: grid; grid-template-columns: 1fr 1fr; gap: 14px; }
.four section { border: 1px solid var(--line); border-radius: 8px; padding: 14px 16px; break-inside: avoid; min-width: 0; }
dl { display: grid; grid-template-columns: 116px minmax(0, 1fr); gap: 3px 12px; margin: 0; }
dl + dl { margin-top: 10px; padding-top: 10px; border-top: 1px dashed var(--line); }
dt { color: var(--soft); font-size: 13px; padding-top: 1px; }
dd { margin: 0; overflow-wrap: anywhere; }
blockquote { margin: 4px 0 0; padding: 2px 0 2px 10px; border-left: 3px solid var(--line); white-space: pre-wrap; overflow-wrap: anywhere; }
table { width: 100%; border-collapse: collapse; table-layout: fixed; }
th { text-align: left; color: var(--soft); font-weight: 600; font-size: 13px; border-bottom: 2px solid var(--line); padding: 6px 10px 6px 0; }
td { vertical-align: top; border-bottom: 1px solid var(--line); padding: 8px 10px 8px 0; overflow-wrap: anywhere; }
tr { break-inside: avoid; }
thead { display: table-header-group; }
.when { width: 148px; } .who { width: 150px; }
.when time { display: block; white-space: nowrap; }
code, .hash { font: 12px/1.45 ui-monospace, "SFMono-Regular", Consolas, "Liberation Mono", monospace; }
.hash { color: var(--soft); display: block; margin-top: 4px; overflow-wrap: anywhere; }
.soft { color: var(--soft); font-size: 13px; }
.proof { border: 1px solid var(--line); border-left: 5px solid var(--good); border-radius: 6px; padding: 10px 16px; margin: 0; break-inside: avoid; }
.proof.bad { border-left-color: var(--bad); color: var(--bad); font-weight: 600; }
footer { margin-top: 36px; padding-top: 14px; border-top: 1px solid var(--line); }
footer dl { grid-template-columns: 230px minmax(0, 1fr); font-size: 13px; }
@media (max-width: 720px) { .four { grid-template-columns: 1fr; } body { padding: 20px 16px; } .who { display: none; } }
@media print {
  @page { size: A4; margin: 14mm 12mm; }
  body { padding: 0; max-width: none; font-size: 10.5pt; }
  h2 { break-after: avoid; }
  .four section, .proof, .chips span { background: none; }
}
`;
