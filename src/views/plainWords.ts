/** What somebody wrote in Slack, without Slack's own marks: for whoever reads it elsewhere. */
export const plainWords = (text: string): string =>
  text
    .replace(/<([@#!])([^>|]*)(?:\|([^>]*))?>/g, (_, sign: string, id: string, label?: string) =>
      label
        ? `${sign === '#' ? '#' : '@'}${label.replace(/^[@#]/, '')}`
        : `${sign === '#' ? '#' : '@'}${id.replace(/\^.*$/, '')}`,
    )
    .replace(/<([^>|]+)\|([^>]*)>/g, (_, url: string, label: string) =>
      url.replace(/^mailto:/, '') === label ? label : `${label} (${url})`,
    )
    .replace(/<([^>]+)>/g, '$1')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .trim();
