import { describe, expect, it } from 'vitest';
import { templateHashOf } from '../../src/certificates/identity.js';
import { err, ok } from '../../src/domain/result.js';
import type { TemplateContent } from '../../src/persistence/ports.js';
import { RED_PNG } from '../certificates/template/drawings.js';
import { TEMPLATE, given, type Given } from './given.js';

const ADD = '/v1/course/batch/cert/template/add';
const PNG = Buffer.from(RED_PNG.slice(RED_PNG.indexOf(',') + 1), 'base64');
const [signatory] = TEMPLATE.signatoryList;

const body = (differing: object): object => ({
  request: {
    batch: { courseId: 'do_c', batchId: 'b-live', template: { ...TEMPLATE, ...differing } },
  },
});

describe('a template that refers to something', () => {
  const remote = { ...signatory, image: 'https://assets.example/a.png' };

  it('is made ready when it is added: its content is kept, and the batch names it', async () => {
    const { ask, engine, kept } = await givenFiles({ 'https://assets.example/a.png': PNG });
    const reply = await ask('PATCH', ADD, body({ signatoryList: [remote] }));
    expect(reply.body.result).toEqual({ response: 'SUCCESS' });
    const [content] = kept;
    expect(content?.signatories[0]?.image).toBe(RED_PNG);
    const template = engine.catalogue.batch('b-live' as never)?.templates['tpl-1' as never];
    expect(template).toMatchObject({
      contentHash: templateHashOf(content!),
      signatories: [remote],
    });
  });

  it('is refused with the parameter, and nothing of it is kept', async () => {
    const { ask, engine, kept } = await givenFiles({});
    const reply = await ask('PATCH', ADD, body({ signatoryList: [signatory, remote] }));
    expect([reply.status, reply.body.params['err'], reply.body.params['errmsg']]).toEqual([
      400,
      'INVALID_DATA',
      'template.signatoryList[1].image: it may not be fetched: not allowed',
    ]);
    expect([kept, engine.catalogue.batch('b-live' as never)?.templates]).toEqual([[], {}]);
  });

  it('may come again where its host does not answer', async () => {
    const { ask } = await givenFiles({}, 'unavailable');
    const reply = await ask('PATCH', ADD, body({ signatoryList: [remote] }));
    expect(reply.status).toBe(503);
  });

  it('names the element and line of a drawing that is not allowed', async () => {
    const url = 'https://assets.example/a.svg';
    const { ask } = await givenFiles({ [url]: '<svg viewBox="0 0 9 9">\n<script/></svg>' });
    const reply = await ask('PATCH', ADD, body({ url }));
    expect(reply.body.params['errmsg']).toContain('template.url, line 2: <script> is not allowed');
  });

  it('shows its warnings in the answer and in the listing', async () => {
    const url = 'https://assets.example/a.svg';
    const { ask } = await givenFiles({ [url]: '<svg viewBox="0 0 9 9"><rect/></svg>' });
    const reply = await ask('PATCH', ADD, body({ url }));
    const warnings = reply.body.result['warnings'] as string[];
    expect(warnings.join()).toContain('nothing shows ${recipientName}');
    const read = await ask('GET', '/v1/course/batch/read/b-live');
    expect(read.body.result['response']).toMatchObject({
      certTemplates: { 'tpl-1': { warnings } },
    });
  });

  it('stays as it is where certificates are drawn elsewhere', async () => {
    const { ask, engine } = await given({ drawsCertificates: false });
    const reply = await ask('PATCH', ADD, body({ signatoryList: [remote] }));
    expect(reply.status).toBe(200);
    const template = engine.catalogue.batch('b-live' as never)?.templates['tpl-1' as never];
    expect(template).not.toHaveProperty('contentHash');
  });
});

describe('a template that chooses a built-in look', () => {
  it('keeps its design, and its choices for readers', async () => {
    const { ask, engine, kept } = await givenFiles({});
    await ask('PATCH', ADD, body({ layout: 'modern', language: 'hi', sealed: true }));
    expect(kept[0]?.design).toMatchObject({ language: 'hi', width: 841.89 });
    const template = engine.catalogue.batch('b-live' as never)?.templates['tpl-1' as never];
    expect(template?.extras).toMatchObject({ layout: 'modern', language: 'hi', sealed: true });
  });

  it('is refused with every parameter that is wrong', async () => {
    const { ask } = await givenFiles({});
    const reply = await ask('PATCH', ADD, body({ layout: 'round', colours: { sky: '#123456' } }));
    expect(reply.body.params['errmsg']).toMatch(/template\.layout: .*template\.colours\.sky: /);
  });
});

/** A gateway that reaches some files, and remembers the contents that it is to keep. */
async function givenFiles(
  files: Readonly<Record<string, string | Buffer>>,
  failure: 'forbidden' | 'unavailable' = 'forbidden',
): Promise<Given & { readonly kept: TemplateContent[] }> {
  const kept: TemplateContent[] = [];
  const made = await given({
    templatePreparation: {
      fetch: (address) => {
        const file = files[address];
        if (file === undefined) {
          return Promise.resolve(err({ kind: failure, detail: 'not allowed' }));
        }
        return Promise.resolve(ok(Buffer.from(file)));
      },
      ...{ imageBytesMax: 10_000, svgBytesMax: 10_000 },
    },
    keepTemplate: (content) => {
      kept.push(content);
      return Promise.resolve(ok(undefined));
    },
  });
  return { ...made, kept };
}
