import { type KeyboardEvent, useId, useLayoutEffect, useRef, useState } from 'react';
import type { Acted, Screen } from '../../web/contract.js';
import { Spinner } from '../blockkit/elements/Marks.js';
import { complete, type OfferItem, offerFor, usageOf } from './completing.js';
import { useDraft } from './drafts.js';
import { Offers, offerId } from './Offers.js';

type Props = {
  /** Whose draft it is: a channel, or a thread. */
  readonly place: string;
  readonly placeholder: string;
  readonly known: Pick<Screen, 'commands' | 'people' | 'channels' | 'app'>;
  /** Slack takes no commands in threads. */
  readonly commands: 'taken' | 'refused';
  readonly onSend: (text: string) => Promise<Acted>;
};

const isCommand = (text: string): boolean => /^\/\S/.test(text);

/** Where one writes. A slash lists the commands, @ the people, # the channels. */
export function Composer({ place, placeholder, known, commands, onSend }: Props) {
  const id = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useDraft(place);
  const current = useRef(text);
  current.current = text;
  const [cursor, setCursor] = useState(0);
  const [pointed, setPointed] = useState(0);
  const [dismissed, setDismissed] = useState<string>();
  const [isSending, setSending] = useState(false);
  const [said, setSaid] = useState<string>();
  const offer =
    dismissed === text || (commands === 'refused' && isCommand(text)) ? undefined : offerFor(text, cursor, known);
  const active = Math.min(pointed, (offer?.items.length ?? 1) - 1);
  const usage = usageOf(text, known);

  // As high as what is written in it.
  useLayoutEffect(() => {
    const box = field.current;
    if (!box) return;
    box.style.height = 'auto';
    box.style.height = `${Math.min(box.scrollHeight, 220)}px`;
  });

  const write = (next: string, at: number) => {
    setText(next);
    setCursor(at);
    setPointed(0);
    setDismissed(undefined);
    setSaid(undefined);
  };
  const take = (item: OfferItem) => {
    if (!offer) return;
    const completed = complete(text, cursor, offer, item);
    write(completed.text, completed.cursor);
    requestAnimationFrame(() => {
      field.current?.focus();
      field.current?.setSelectionRange(completed.cursor, completed.cursor);
    });
  };
  const send = async () => {
    const sent = text.trim();
    if (sent === '' || isSending) return;
    if (commands === 'refused' && isCommand(sent))
      return setSaid(`${sent.split(/\s/)[0]} is not supported in threads. Sorry!`);
    write('', 0);
    setSending(true);
    const acted = await onSend(sent);
    setSending(false);
    // What did not arrive is not to be typed again.
    if (acted.is === 'trouble' && current.current === '') setText(sent);
  };

  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.nativeEvent.isComposing) return;
    const item = offer?.items[active];
    const isWhole = item?.text === text.trim();
    const count = offer?.items.length ?? 0;
    const keyed = new Map<string, (() => void) | false | undefined>([
      ['ArrowDown', offer && (() => setPointed((active + 1) % count))],
      ['ArrowUp', offer && (() => setPointed((active - 1 + count) % count))],
      ['Tab', item && (() => take(item))],
      ['Escape', offer && (() => setDismissed(text))],
      ['Enter', !event.shiftKey && (item && !isWhole ? () => take(item) : () => void send())],
    ]);
    const act = keyed.get(event.key);
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  };

  return (
    <form
      className="sk-composer"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      {offer && <Offers id={`${id}-offers`} offer={offer} active={active} onPoint={setPointed} onTake={take} />}
      {(said ?? usage) && (
        <div className="sk-usage" id={`${id}-usage`} role="status">
          {said ?? (
            <>
              <b>{usage?.name}</b> {usage?.hint} <span className="bk-soft">{usage?.description}</span>
            </>
          )}
        </div>
      )}
      <div className="sk-composer-box">
        <textarea
          ref={field}
          rows={1}
          role="combobox"
          aria-label={placeholder}
          aria-expanded={offer !== undefined}
          aria-controls={offer ? `${id}-offers` : undefined}
          aria-activedescendant={offer ? offerId(`${id}-offers`, active) : undefined}
          aria-autocomplete="list"
          aria-describedby={said || usage ? `${id}-usage` : undefined}
          placeholder={placeholder}
          value={text}
          onChange={({ currentTarget }) => write(currentTarget.value, currentTarget.selectionStart)}
          onSelect={({ currentTarget }) => setCursor(currentTarget.selectionStart)}
          onBlur={() => setDismissed(text)}
          onFocus={() => setDismissed(undefined)}
          onKeyDown={onKeyDown}
        />
        {isSending && <Spinner />}
        <button type="submit" className="sk-send" aria-label="Send" aria-disabled={text.trim() === ''}>
          <svg viewBox="0 0 20 20" width="18" height="18" aria-hidden="true">
            <path d="M2.5 3.2 18 10 2.5 16.8l1.3-5.6L11 10 3.8 8.8z" fill="currentColor" />
          </svg>
        </button>
      </div>
    </form>
  );
}
