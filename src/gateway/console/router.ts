/**
 * Where the reader is, and how links lead on without loading everything again. Addresses are the
 * server's (`console-paths.ts`), so that each page can be opened, reloaded and sent to others.
 */
import { useEffect, useState } from 'preact/hooks';
import { CONSOLE_PATHS, type ConsolePage } from '../console-paths.js';

export interface Place {
  readonly page: ConsolePage | null;
  readonly parameters: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** Changes with each navigation, also to the same address. */
  readonly path: string;
}

const MOVED = 'laurel-moved';

/** Whether the page that is shown next was come to by a link, and not by loading it. */
let isArriving = false;

/** Tells it once. */
export function takeArrival(): boolean {
  const was = isArriving;
  isArriving = false;
  return was;
}

/** Finds the page of an address; `null` = there is none. */
export function placeOf(path: string, search: string): Place {
  const query = new URLSearchParams(search);
  for (const [page, pattern] of PATTERNS) {
    const found = pattern.exec(path);
    if (found === null) continue;
    const named = Object.entries(found.groups ?? {});
    const parameters = Object.fromEntries(named.map(([k, v]) => [k, decodeURIComponent(v)]));
    return { page, parameters, query, path };
  }
  return { page: null, parameters: {}, query, path };
}

const PAGES = Object.entries(CONSOLE_PATHS) as [ConsolePage, string][];

const PATTERNS = PAGES.map(
  ([page, path]) => [page, new RegExp(`^${path.replace(/:(\w+)/g, '(?<$1>[^/]+)')}/?$`)] as const,
);

/** Where the reader is now. */
export function usePlace(): Place {
  const read = (): Place => placeOf(location.pathname, location.search);
  const [place, setPlace] = useState(read);
  useEffect(() => {
    let shown = location.pathname;
    const moved = (): void => {
      if (location.pathname !== shown) isArriving = true;
      shown = location.pathname;
      setPlace(read());
    };
    addEventListener('popstate', moved);
    addEventListener(MOVED, moved);
    return () => {
      removeEventListener('popstate', moved);
      removeEventListener(MOVED, moved);
    };
  }, []);
  return place;
}

/** Goes to an address of the console. */
export function goTo(address: string): void {
  history.pushState(null, '', address);
  scrollTo(0, 0);
  dispatchEvent(new Event(MOVED));
}

/** Gives the page that is shown another address, in place of the one it has. */
export function replaceAddress(address: string): void {
  history.replaceState(null, '', address);
  dispatchEvent(new Event(MOVED));
}

/** Follows a click on a link within the console; others are the browser's. */
export function followClick(event: MouseEvent): void {
  const { target, button, metaKey, ctrlKey, shiftKey, altKey } = event;
  if (event.defaultPrevented || button !== 0 || metaKey || ctrlKey || shiftKey || altKey) return;
  const link = target instanceof Element ? target.closest('a') : null;
  if (link === null || link.target !== '' || link.hasAttribute('download')) return;
  if (link.origin !== location.origin || link.hash !== '') return;
  if (placeOf(link.pathname, link.search).page === null) return;
  event.preventDefault();
  goTo(link.pathname + link.search);
}
