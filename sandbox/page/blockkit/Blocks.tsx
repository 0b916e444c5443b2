import { memo, type ReactNode, useId } from 'react';
import { asObject, asObjects, asText, isObject, type Json } from '../../slack/json.js';
import { File, Video } from './Cards.js';
import { Element, isDrawn, keyOf } from './elements/Element.js';
import { Input } from './Input.js';
import { useKeys } from './keys.js';
import { Picture } from './Picture.js';
import { Table } from './Table.js';
import { asMrkdwn } from './text/markdown.js';
import { RichText } from './text/RichText.js';
import { Mrkdwn, TextObject } from './text/Text.js';
import { Unknown } from './Unknown.js';
import type { BlockState, State } from './values.js';

type BlockProps = { readonly block: Json; readonly state?: BlockState; readonly error?: string };

type BlocksProps = {
  readonly blocks: readonly Json[];
  readonly state?: State;
  readonly errors?: Readonly<Record<string, string>>;
};

/** Block Kit, as Slack draws it. Stands in a SurfaceProvider. */
export const Blocks = memo(function Blocks({ blocks, state, errors }: BlocksProps) {
  return (
    <div className="bk-blocks">
      {useKeys(blocks).map(({ key, block }) => {
        const id = asText(block.block_id);
        return <Block key={key} block={block} state={state?.[id]} error={errors?.[id]} />;
      })}
    </div>
  );
});

const drawn: Readonly<Record<string, (props: BlockProps) => ReactNode>> = {
  section: Section,
  header: ({ block }) => (
    <h3 className="bk-header">
      <TextObject text={asObject(block.text)} />
    </h3>
  ),
  context: Context,
  divider: () => <hr className="bk-divider" />,
  actions: Actions,
  input: Input,
  image: ImageBlock,
  rich_text: ({ block }) => <RichText block={block} />,
  markdown: ({ block }) => <Mrkdwn text={asMrkdwn(asText(block.text))} />,
  table: ({ block }) => <Table block={block} />,
  video: ({ block }) => <Video block={block} />,
  file: ({ block }) => <File block={block} />,
};

const Block = memo(function Block(props: BlockProps) {
  const type = asText(props.block.type);
  const Draw = Object.hasOwn(drawn, type) ? drawn[type] : undefined;
  return (
    <div className={`bk-block bk-block-${Draw ? type : 'unknown'}`} data-block={asText(props.block.block_id)}>
      {Draw ? <Draw {...props} /> : <Unknown what="block" type={props.block.type} />}
    </div>
  );
});

function Section({ block, state }: BlockProps) {
  const id = useId();
  const { accessory } = block;
  const fields = asObjects(block.fields);
  return (
    <div className="bk-section">
      <div className="bk-section-words">
        {isObject(block.text) && (
          <div id={`${id}-text`}>
            <TextObject text={block.text} />
          </div>
        )}
        {fields.length > 0 && (
          <div className="bk-fields">
            {fields.map((field, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: fields have no names.
              <div key={index}>
                <TextObject text={field} />
              </div>
            ))}
          </div>
        )}
      </div>
      {isObject(accessory) && (
        <div className={`bk-accessory${accessory.type === 'image' ? ' bk-accessory-image' : ''}`}>
          <Element
            key={keyOf(block, accessory, 0)}
            block={block}
            element={accessory}
            state={state}
            says={isDrawn(accessory) && isObject(block.text) ? { labelledBy: `${id}-text` } : undefined}
          />
        </div>
      )}
    </div>
  );
}

function Context({ block }: BlockProps) {
  return (
    <div className="bk-context">
      {asObjects(block.elements).map((element, index) => (
        <Element key={keyOf(block, element, index)} block={block} element={element} />
      ))}
    </div>
  );
}

function Actions({ block, state }: BlockProps) {
  return (
    <div className="bk-actions">
      {asObjects(block.elements).map((element, index) => (
        <Element key={keyOf(block, element, index)} block={block} element={element} state={state} />
      ))}
    </div>
  );
}

function ImageBlock({ block }: BlockProps) {
  return (
    <figure className="bk-image">
      {isObject(block.title) && (
        <figcaption>
          <TextObject text={block.title} />
        </figcaption>
      )}
      <Picture image={block} size="large" />
    </figure>
  );
}
