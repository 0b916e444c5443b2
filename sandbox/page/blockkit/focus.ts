import { type KeyboardEvent, type RefObject, useEffect, useLayoutEffect, useRef } from 'react';

const reachable =
  'a[href], button:not([disabled]), input:not([disabled]), textarea:not([disabled]), select:not([disabled]), [tabindex="0"]';

export const reachableIn = (box: HTMLElement): HTMLElement[] =>
  [...box.querySelectorAll<HTMLElement>(reachable)].filter((one) => one.checkVisibility());

/** Keeps the focus in a dialog: Tab goes round. */
export function keepInside(event: KeyboardEvent<HTMLElement>): void {
  if (event.key !== 'Tab') return;
  const all = reachableIn(event.currentTarget);
  const [first, last] = [all[0], all.at(-1)];
  const at = document.activeElement;
  if (!first || !last) {
    event.preventDefault();
  } else if (event.shiftKey && (at === first || at === event.currentTarget)) {
    event.preventDefault();
    last.focus();
  } else if (!event.shiftKey && at === last) {
    event.preventDefault();
    first.focus();
  }
}

/** Moves the focus into a dialog when it opens, and back to where it was when it closes. */
export function useFocusIn(
  box: RefObject<HTMLElement | null>,
  find: (box: HTMLElement) => HTMLElement | undefined,
): void {
  const finder = useRef(find);
  const before = useRef<Element>(null);
  // At once: what becomes inert behind the dialog loses the focus before anybody could ask where it was.
  useLayoutEffect(() => {
    before.current = document.activeElement;
    const inside = box.current;
    if (inside) (finder.current(inside) ?? inside).focus({ preventScroll: true });
  }, [box]);
  // Only afterwards: while the dialog goes, what is behind it is inert still.
  useEffect(
    () => () => {
      // Not while somebody is elsewhere already.
      if (document.activeElement && document.activeElement !== document.body) return;
      const { current } = before;
      const isThere = current instanceof HTMLElement && current.isConnected && current !== document.body;
      const next = isThere ? current : document.querySelector<HTMLElement>('[data-catches-focus]');
      next?.focus({ preventScroll: true });
    },
    [],
  );
}
