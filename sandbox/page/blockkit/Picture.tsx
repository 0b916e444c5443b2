import { asObject, asText, type Json } from '../../slack/json.js';
import { hostOf, isHere } from './addresses.js';

/** A picture, when it is on this machine. Others are named only: the page asks nobody outside. */
export function Picture({ image, size }: { image: Json; size: 'small' | 'large' }) {
  const url = asText(image.image_url) || asText(asObject(image.slack_file).url);
  const alt = asText(image.alt_text);
  if (isHere(url)) return <img className={`bk-picture-${size}`} src={url} alt={alt} loading="lazy" />;
  if (size === 'small') {
    return (
      <span className="bk-picture-small bk-not-fetched" role="img" aria-label={alt} title={alt}>
        <Landscape />
      </span>
    );
  }
  return (
    <span className="bk-picture-large bk-not-fetched">
      <Landscape />
      <span>{alt}</span>
      <span className="bk-soft">{hostOf(url)} (the sandbox fetches nothing from outside)</span>
    </span>
  );
}

const Landscape = () => (
  <svg viewBox="0 0 24 24" width="20" height="20" aria-hidden="true">
    <path
      d="M4 5h16v14H4zm2 11h12l-4-5-3 3.6L9.4 13zM9 10.2a1.4 1.4 0 1 0 0-2.8 1.4 1.4 0 0 0 0 2.8"
      fill="currentColor"
      fillRule="evenodd"
    />
  </svg>
);
