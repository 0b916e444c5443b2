/** Something that a bucket keeps under a key: a version of the object, or the mark that somebody deleted it. */
export type Kept = { readonly key: string; readonly version: string; readonly isDeletion: boolean };

/** The keys in their order, and of each the newest first. `next`: where the page after this one begins. */
export type Page = { readonly kept: readonly Kept[]; readonly next?: Readonly<Record<string, string>> };

/** S3's answer to `GET /bucket?versions` (ListVersionsResult): as flat as this, so no reader of all XML is needed. */
export function readPage(xml: string): Page {
  const found = xml.matchAll(/<(Version|DeleteMarker)>([\s\S]*?)<\/\1>/g);
  const kept = [...found].map(([, kind, inside = '']) => ({
    key: textOf(inside, 'Key'),
    version: textOf(inside, 'VersionId'),
    isDeletion: kind === 'DeleteMarker',
  }));
  if (!/<ListVersionsResult[\s>]/.test(xml))
    throw new Error('the object store does not answer with a list of versions');
  if (textOf(xml, 'IsTruncated') !== 'true') return { kept };
  const next = { 'key-marker': textOf(xml, 'NextKeyMarker'), 'version-id-marker': textOf(xml, 'NextVersionIdMarker') };
  return { kept, next };
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

const textOf = (xml: string, name: string): string =>
  (new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1] ?? '').replace(
    /&(amp|lt|gt|quot|apos);/g,
    (_, entity: string) => entities[entity] ?? '',
  );
