/** A hand trembles; whoever moves further away than this and lets go has thought better of it. */
const TREMBLE_PX = 8;

type Press = { readonly target: Element; readonly x: number; readonly y: number };

/**
 * A press belongs to what it began on. The browser gives the click to whatever lies under the pointer when it is let
 * go: nothing, or the button beside it, where a redraw has moved things meanwhile.
 */
export function keepPresses(page: Document): void {
  let press: Press | undefined;
  page.addEventListener('pointerdown', (event) => {
    press = undefined;
    if (!(event.target instanceof Element) || event.pointerType !== 'mouse' || event.button !== 0) return;
    const target = event.target.closest('button, [role=option]');
    if (!target) return;
    press = { target, x: event.clientX, y: event.clientY };
    target.setPointerCapture(event.pointerId);
  });
  page.addEventListener(
    'click',
    (event) => {
      if (!press || event.detail === 0) return;
      const { target, x, y } = press;
      press = undefined;
      const isStill = Math.hypot(event.clientX - x, event.clientY - y) <= TREMBLE_PX;
      if (isStill || target.contains(page.elementFromPoint(event.clientX, event.clientY))) return;
      event.preventDefault();
      event.stopPropagation();
    },
    { capture: true },
  );
}
