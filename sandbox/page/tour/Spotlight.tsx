import { useEffect, useRef } from 'react';
import { findTarget, type Target } from './find.js';

/** A ring around what the story speaks of. It follows its place on the page and never takes a click. */
export function Spotlight({ targets }: { readonly targets: readonly Target[] }) {
  const ring = useRef<HTMLDivElement>(null);
  useEffect(() => (ring.current ? follow(ring.current, targets) : undefined), [targets]);
  return <div ref={ring} className="spotlight" popover="manual" aria-hidden="true" />;
}

const margin = 4;

function follow(ring: HTMLElement, targets: readonly Target[]): () => void {
  let shownFor: Element | undefined;
  const look = () => {
    const element = findTarget(targets);
    if (element !== shownFor) {
      shownFor = element;
      // Anew each time, so that it lies above a dialog that was opened after it.
      if (ring.matches(':popover-open')) ring.hidePopover();
      if (element) ring.showPopover();
      element?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    }
    if (element) place(ring, element);
  };
  look();
  const timer = setInterval(look, 150);
  window.addEventListener('resize', look);
  document.addEventListener('scroll', look, { capture: true, passive: true });
  return () => {
    clearInterval(timer);
    window.removeEventListener('resize', look);
    document.removeEventListener('scroll', look, { capture: true });
    if (ring.matches(':popover-open')) ring.hidePopover();
  };
}

function place(ring: HTMLElement, element: Element): void {
  const { top, left, width, height } = frameOf(element).getBoundingClientRect();
  ring.style.top = `${top - margin}px`;
  ring.style.left = `${left - margin}px`;
  ring.style.width = `${width + 2 * margin}px`;
  ring.style.height = `${height + 2 * margin}px`;
}

/** A field is mostly drawn by a box around it: that is what the reader sees as the field. */
function frameOf(element: Element): Element {
  const box = element.parentElement;
  if (!box || !element.matches('textarea, input:not([type="radio"]), [role="combobox"]')) return element;
  const [inner, outer] = [element.getBoundingClientRect(), box.getBoundingClientRect()];
  return outer.height - inner.height < 30 && inner.left - outer.left < 20 ? box : element;
}
