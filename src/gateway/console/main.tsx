/** Begins the console: the language and the theme as they were chosen, then the page. */
import { render } from 'preact';
import { App } from './app.js';
import { applyTheme, storedTheme } from './theme.js';

applyTheme(storedTheme());
const place = document.getElementById('app');
if (place !== null) render(<App />, place);
