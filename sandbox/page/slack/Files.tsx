import type { FileOnScreen } from '../../web/contract.js';

/** What hangs on a message: each file with its name, what it is and how large; to be read in a tab of its own, or kept. */
export const Files = ({ files }: { readonly files: readonly FileOnScreen[] }) => (
  <ul className="sk-files" aria-label={files.length === 1 ? 'One file' : `${files.length} files`}>
    {files.map((file) => (
      <FileCard key={file.id} file={file} />
    ))}
  </ul>
);

function FileCard({ file: { name, title, kind, bytes, url } }: { readonly file: FileOnScreen }) {
  return (
    <li className="sk-file">
      <Sheet kind={kind} />
      <a className="sk-file-name" href={url} target="_blank" rel="noopener noreferrer" title={name}>
        {title}
      </a>
      <span className="sk-file-facts">
        {kind}, {sizeInWords(bytes)}
      </span>
      <a className="sk-file-keep" href={`${url}&how=keep`} download={name} title="Download">
        <span className="sk-file-words">Download {title}</span>
        <svg viewBox="0 0 20 20" width="18" height="18" aria-hidden="true">
          <path
            d="M10 3v9m-4-3.5 4 4 4-4M3.5 16.5h13"
            fill="none"
            stroke="currentColor"
            strokeWidth="1.6"
            strokeLinecap="round"
            strokeLinejoin="round"
          />
        </svg>
      </a>
    </li>
  );
}

const Sheet = ({ kind }: Pick<FileOnScreen, 'kind'>) => (
  <span className={`sk-file-sheet sk-file-${kind.toLowerCase().replaceAll(' ', '-')}`} aria-hidden="true">
    <svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true">
      <path
        d="M4.5 2h7l4 4v12h-11zM11.5 2v4h4M7.5 10h5m-5 3h5"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.4"
        strokeLinejoin="round"
      />
    </svg>
  </span>
);

/** As Slack writes it: whole bytes and kilobytes, one digit behind a megabyte. */
export function sizeInWords(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`;
  if (bytes < 1_000_000) return `${Math.round(bytes / 1_000)} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
