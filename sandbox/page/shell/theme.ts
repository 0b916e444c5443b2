import { useEffect } from 'react';
import { useKept } from './kept.js';

export type Theme = 'light' | 'dark' | 'system';

const isTheme = (value: unknown): value is Theme => value === 'light' || value === 'dark' || value === 'system';

export function useTheme(): readonly [Theme, (theme: Theme) => void] {
  const [theme, setTheme] = useKept<Theme>('theme', 'system', isTheme);
  useEffect(() => {
    document.documentElement.dataset.theme = theme;
  }, [theme]);
  return [theme, setTheme];
}
