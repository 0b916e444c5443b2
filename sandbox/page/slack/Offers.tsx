import type { Offer, OfferItem } from './completing.js';

type Props = {
  readonly id: string;
  readonly offer: Offer;
  readonly active: number;
  readonly onPoint: (index: number) => void;
  readonly onTake: (item: OfferItem) => void;
};

export const offerId = (list: string, index: number): string => `${list}-${index}`;

export const Offers = ({ id, offer, active, onPoint, onTake }: Props) => (
  <div className="sk-offers">
    <div className="sk-offers-title" aria-hidden="true">
      {offer.title}
    </div>
    <div id={id} role="listbox" aria-label={offer.title} tabIndex={-1}>
      {offer.items.map((item, index) => (
        // biome-ignore lint/a11y/useFocusableInteractive: the composer keeps the focus and points here.
        // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the composer's.
        <div
          key={item.text}
          id={offerId(id, index)}
          role="option"
          aria-selected={index === active}
          className={`sk-offer${index === active ? ' sk-offer-active' : ''}`}
          onPointerMove={() => onPoint(index)}
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => onTake(item)}
        >
          <b>{item.text}</b> <span className="sk-offer-hint">{item.hint}</span>
          <span className="sk-offer-more">{item.more}</span>
        </div>
      ))}
    </div>
    <div className="sk-offers-keys" aria-hidden="true">
      <kbd>↑</kbd> <kbd>↓</kbd> to choose · <kbd>Tab</kbd> to complete · <kbd>Esc</kbd> to dismiss
    </div>
  </div>
);
