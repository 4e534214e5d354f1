/** Tells what became of an action, to eyes and ears, for a few seconds. */
import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';

const TOLD = 'laurel-told';
const SHOWN_MS = 8_000;

/** Tells a sentence. */
export const tell = (text: string): void =>
  void window.dispatchEvent(new CustomEvent<string>(TOLD, { detail: text }));

/** The place where it is told; there is one. */
export function Told(): VNode {
  const [text, setText] = useState('');
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const told = (event: Event): void => {
      clearTimeout(timer);
      setText(event instanceof CustomEvent ? String(event.detail) : '');
      timer = setTimeout(() => setText(''), SHOWN_MS);
    };
    window.addEventListener(TOLD, told);
    return () => {
      clearTimeout(timer);
      window.removeEventListener(TOLD, told);
    };
  }, []);
  return (
    <div class="told" role="status" aria-live="polite">
      {text}
    </div>
  );
}
