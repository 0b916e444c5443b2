import { type RefObject, useEffect, useLayoutEffect } from 'react';

const gap = 4;

/** Shows a popup above everything else, below or above what it belongs to, and keeps it there. */
export function usePopup(
  popup: RefObject<HTMLElement | null>,
  anchor: RefObject<HTMLElement | null>,
  width: 'as anchor' | 'own',
) {
  useLayoutEffect(() => {
    const [box, at] = [popup.current, anchor.current];
    if (!box || !at) return;
    box.showPopover?.();
    const place = () => put(box, at.getBoundingClientRect(), width);
    place();
    const sizes = new ResizeObserver(place);
    sizes.observe(box);
    window.addEventListener('scroll', place, true);
    window.addEventListener('resize', place);
    return () => {
      sizes.disconnect();
      window.removeEventListener('scroll', place, true);
      window.removeEventListener('resize', place);
    };
  }, [popup, anchor, width]);
}

function put(box: HTMLElement, at: DOMRect, width: 'as anchor' | 'own'): void {
  const margin = 8;
  if (width === 'as anchor') box.style.width = `${Math.max(at.width, Math.min(220, window.innerWidth - 2 * margin))}px`;
  const below = window.innerHeight - at.bottom - gap - margin;
  const above = at.top - gap - margin;
  const isBelow = below >= Math.min(box.scrollHeight, 240) || below >= above;
  box.style.setProperty('--room', `${Math.max(120, isBelow ? below : above)}px`);
  const left = Math.min(at.left, window.innerWidth - box.offsetWidth - margin);
  box.style.left = `${Math.max(margin, left)}px`;
  box.style.top = `${isBelow ? at.bottom + gap : Math.max(margin, at.top - gap - box.offsetHeight)}px`;
}

/** Tells when somebody presses elsewhere. */
export function useLeaving(
  inside: ReadonlyArray<RefObject<HTMLElement | null>>,
  isOpen: 'open' | 'closed',
  leave: () => void,
) {
  useEffect(() => {
    if (isOpen === 'closed') return;
    const look = (event: PointerEvent) => {
      const { target } = event;
      if (target instanceof Node && !inside.some(({ current }) => current?.contains(target))) leave();
    };
    document.addEventListener('pointerdown', look, true);
    return () => document.removeEventListener('pointerdown', look, true);
  });
}
