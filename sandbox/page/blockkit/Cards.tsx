import { asObject, asText, isObject, type Json } from '../../slack/json.js';
import { hostOf } from './addresses.js';
import { Link, TextObject } from './text/Text.js';

/** What is only named here: nothing is fetched from outside. */
export const Video = ({ block }: { block: Json }) => (
  <div className="bk-card">
    <span className="bk-card-icon" aria-hidden="true">
      ▶
    </span>
    <span className="bk-card-words">
      <span className="bk-soft">
        {[asText(block.provider_name), asText(block.author_name)].filter((one) => one !== '').join(' · ') ||
          hostOf(asText(block.video_url))}
      </span>
      <b>
        <Link url={asText(block.title_url) || asText(block.video_url)}>
          <TextObject text={asObject(block.title)} />
        </Link>
      </b>
      {isObject(block.description) && <TextObject text={block.description} />}
      <span className="bk-soft">Video: {asText(block.alt_text)}</span>
    </span>
  </div>
);

export const File = ({ block }: { block: Json }) => (
  <div className="bk-card">
    <span className="bk-card-icon" aria-hidden="true">
      ▤
    </span>
    <span className="bk-card-words">
      <b>{asText(block.external_id)}</b>
      <span className="bk-soft">File kept elsewhere ({asText(block.source)})</span>
    </span>
  </div>
);
