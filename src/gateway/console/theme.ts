/** Light, dark, or as the system is; remembered in this browser. */
import { remembered, remember } from './memory.js';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

export const storedTheme = (): Theme =>
  THEMES.find((theme) => theme === remembered('theme')) ?? 'system';

/** Shows a theme, and tells those who draw by themselves. */
export function applyTheme(theme: Theme): void {
  remember('theme', theme);
  if (theme === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
  window.dispatchEvent(new Event(THEME_CHANGED));
}

/** Told on `window`. */
export const THEME_CHANGED = 'laurel-theme';
