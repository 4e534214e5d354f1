/**
 * What is remembered in this browser, or in this tab until it is closed; where the browser keeps
 * nothing, for this page only.
 */
const here = new Map<string, string>();

export const remembered = (name: string): string | null => read(() => localStorage, name);

export const remember = (name: string, value: string): void =>
  write(() => localStorage, name, value);

/** Remembered in this tab. */
export const kept = (name: string): string | null => read(() => sessionStorage, name);

export const keep = (name: string, value: string): void => write(() => sessionStorage, name, value);

/** Forgets it, in this browser and in this tab. */
export function forget(name: string): void {
  here.delete(name);
  for (const storage of [() => localStorage, () => sessionStorage]) {
    tried(() => storage().removeItem(keyOf(name)));
  }
}

const keyOf = (name: string): string => `laurel.${name}`;

const read = (storage: () => Storage, name: string): string | null =>
  tried(() => storage().getItem(keyOf(name))) ?? here.get(name) ?? null;

function write(storage: () => Storage, name: string, value: string): void {
  here.set(name, value);
  // A browser that keeps nothing shows the default next time.
  tried(() => storage().setItem(keyOf(name), value));
}

/** Reading the storage itself fails where it is forbidden. */
function tried<T>(work: () => T): T | null {
  try {
    return work();
  } catch {
    return null;
  }
}
