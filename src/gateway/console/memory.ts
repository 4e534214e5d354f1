/** What is remembered in this browser; where it keeps nothing, for this page only. */
const here = new Map<string, string>();

export function remembered(name: string): string | null {
  try {
    return localStorage.getItem(`laurel.${name}`) ?? here.get(name) ?? null;
  } catch {
    return here.get(name) ?? null;
  }
}

export function remember(name: string, value: string): void {
  here.set(name, value);
  try {
    localStorage.setItem(`laurel.${name}`, value);
  } catch {
    // A browser that keeps nothing shows the default next time.
  }
}
