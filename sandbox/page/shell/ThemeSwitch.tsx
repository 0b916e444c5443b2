import { MoonIcon, SunIcon, SystemIcon } from './icons.js';
import type { Theme } from './theme.js';

const themes = [
  { theme: 'light', words: 'Light', Icon: SunIcon },
  { theme: 'dark', words: 'Dark', Icon: MoonIcon },
  { theme: 'system', words: 'As the system', Icon: SystemIcon },
] as const;

type Props = { readonly theme: Theme; choose(theme: Theme): void };

export function ThemeSwitch({ theme, choose }: Props) {
  return (
    <fieldset className="themes">
      <legend className="unseen">Theme</legend>
      {themes.map((one) => (
        <label key={one.theme} title={one.words}>
          <input
            type="radio"
            name="theme"
            aria-label={one.words}
            checked={theme === one.theme}
            onChange={() => choose(one.theme)}
          />
          <one.Icon />
        </label>
      ))}
    </fieldset>
  );
}
