/** Something on the page, by what it is and what it is called: as a reader with a screen reader would look for it. */
export type Target = {
  readonly role: 'button' | 'textbox' | 'combobox' | 'radio' | 'tab';
  readonly name: RegExp;
  readonly pane?: 'slack' | 'behind';
};

const selectors: Readonly<Record<Target['role'], string>> = {
  button: 'button, [role="button"]',
  textbox: 'textarea, input:not([type]), input[type="text"], [role="textbox"], [contenteditable="true"]',
  combobox: 'select, [role="combobox"]',
  radio: 'input[type="radio"], [role="radio"]',
  tab: '[role="tab"]',
};

/** The first of these that can be seen; of several alike the last one, which is the newest. */
export function findTarget(targets: readonly Target[]): Element | undefined {
  for (const { role, name } of targets) {
    const found = [...document.querySelectorAll(selectors[role])].findLast(
      (element) => isSeen(element) && !element.closest('.tour') && name.test(nameOf(element)),
    );
    if (found) return found;
  }
  return undefined;
}

function isSeen(element: Element): boolean {
  const { width, height } = element.getBoundingClientRect();
  return width > 0 && height > 0 && element.checkVisibility({ visibilityProperty: true });
}

export function nameOf(element: Element): string {
  const label = element.getAttribute('aria-label');
  if (label) return label.trim();
  const ids = element.getAttribute('aria-labelledby')?.split(/\s+/) ?? [];
  const labels = ids.map((id) => document.getElementById(id)?.textContent ?? '').join(' ');
  if (labels.trim()) return labels.trim();
  const own = 'labels' in element ? (element.labels as NodeListOf<HTMLLabelElement> | null) : null;
  if (own && own.length > 0) return [...own].map(({ textContent }) => textContent?.trim()).join(' ');
  const placeholder = element.getAttribute('placeholder') ?? '';
  return element.textContent?.trim() || placeholder;
}
