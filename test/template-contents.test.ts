import { describe, expect, it } from 'vitest';
import { err, ok } from '../src/domain/result.js';
import type { TemplateContent } from '../src/persistence/ports.js';
import { templateContents, TRY_COUNT_MAX } from '../src/template-contents.js';
import { drawing, RED_PNG } from './certificates/template/drawings.js';

const URL = 'https://store.example/t.svg?signature=secret';
const content = (url: string, image = RED_PNG): TemplateContent => ({
  url,
  signatories: [{ name: 'A', id: 'a', designation: 'Head', image }],
});

function contents(answers: readonly string[]) {
  const asked: string[] = [];
  const notes: string[] = [];
  const contentOf = templateContents(
    {
      fetch: (address) => {
        const answer = answers[Math.min(asked.length, answers.length - 1)]!;
        asked.push(address);
        return Promise.resolve(
          answer === 'forbidden' || answer === 'unavailable'
            ? err({ kind: answer, detail: 'store.example' })
            : ok(Buffer.from(answer)),
        );
      },
      imageBytesMax: 10_000,
      svgBytesMax: 10_000,
    },
    (message, detail) => void notes.push(`${message} ${JSON.stringify(detail)}`),
  );
  return { contentOf, asked, notes };
}

describe('A template that came without having been made ready', () => {
  it('is drawn as it stands when it refers to nothing', async () => {
    const { contentOf, asked } = contents(['forbidden']);
    expect(await contentOf(content(''))).toEqual(ok(content('')));
    expect(asked).toEqual([]);
  });

  it('is fetched once, however many certificates it is drawn for', async () => {
    const { contentOf, asked, notes } = contents([drawing('')]);
    const [first, second] = [await contentOf(content(URL)), await contentOf(content(URL))];
    expect(first.ok && first.value.design?.art).toContain('#ffffff');
    expect(second).toEqual(first);
    expect([asked, notes]).toEqual([[URL], []]);
  });

  it('keeps its old look where its host is not allowed, and that is logged', async () => {
    const { contentOf, asked, notes } = contents(['forbidden']);
    for (let i = 0; i < 3; i++) expect(await contentOf(content(URL))).toEqual(ok(content(URL)));
    expect(asked).toHaveLength(1);
    expect(notes).toHaveLength(1);
    expect(notes[0]).toContain('template.url: it may not be fetched: store.example');
    expect(notes[0]).not.toContain('secret');
  });

  it('waits for a host that is away, but not for ever', async () => {
    const { contentOf, notes } = contents(['unavailable']);
    for (let i = 1; i < TRY_COUNT_MAX; i++) expect((await contentOf(content(URL))).ok).toBe(false);
    expect(await contentOf(content(URL))).toEqual(ok(content(URL)));
    expect(notes).toHaveLength(1);
  });

  it('is drawn as it says once the host answers', async () => {
    const { contentOf } = contents(['unavailable', drawing('')]);
    expect((await contentOf(content(URL))).ok).toBe(false);
    const made = await contentOf(content(URL));
    expect(made.ok && made.value.design).toBeDefined();
  });
});
