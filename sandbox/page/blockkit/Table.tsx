import { asObject, asObjects, asText, type Json } from '../../slack/json.js';
import { RichText } from './text/RichText.js';
import { Unknown } from './Unknown.js';

/** The first row is the head. */
export function Table({ block }: { block: Json }) {
  const rows = (Array.isArray(block.rows) ? block.rows : []).map(asObjects);
  const settings = asObjects(block.column_settings);
  const [head, ...body] = rows;
  const columns = head?.map((_, index) => columnClass(asObject(settings[index]))) ?? [];
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a table that is wider than the message is scrolled by keys too.
    <section className="bk-table" tabIndex={0} aria-label="Table">
      <table>
        {head && (
          <thead>
            <tr>
              {head.map((cell, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: columns have no names.
                <th key={index} scope="col" className={columns[index]}>
                  <Cell cell={cell} />
                </th>
              ))}
            </tr>
          </thead>
        )}
        <tbody>
          {body.map((row, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: nor have rows.
            <tr key={at}>
              {row.map((cell, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: as above.
                <td key={index} className={columns[index]}>
                  <Cell cell={cell} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

const columnClass = ({ align, is_wrapped: isWrapped }: Json): string =>
  `bk-align-${align === 'center' || align === 'right' ? align : 'left'}${isWrapped === true ? ' bk-wrapped' : ''}`;

function Cell({ cell }: { cell: Json }) {
  if (cell.type === 'rich_text') return <RichText block={cell} />;
  if (cell.type === 'raw_text' || cell.type === 'raw_number') return asText(cell.text);
  return <Unknown what="element" type={cell.type} />;
}
