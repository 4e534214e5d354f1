import { describe, expect, it } from 'vitest';
import { TEMPLATE, given } from './given.js';

const ADD = '/v1/course/batch/cert/template/add';
const REMOVE = '/v1/course/batch/cert/template/remove';

const body = (differing: object = {}, batch: object = {}): object => ({
  request: {
    batch: {
      courseId: 'do_c',
      batchId: 'b-live',
      template: { ...TEMPLATE, ...differing },
      ...batch,
    },
  },
});

describe('adding a template', () => {
  it('puts it on the batch and shows it there', async () => {
    const { ask, engine } = await given();
    const notifyTemplate = { subject: 'Well done' };
    const reply = await ask('PATCH', ADD, body({ notifyTemplate }));
    expect([reply.status, reply.body.result]).toEqual([200, { response: 'SUCCESS' }]);
    expect(engine.catalogue.batch('b-live' as never)?.templates['tpl-1' as never]).toEqual({
      template: 'tpl-1',
      name: 'Certificate of completion',
      url: '',
      criteria: { enrolmentStatus: 2, score: null, user: null },
      issuer: TEMPLATE.issuer,
      signatories: TEMPLATE.signatoryList,
      extras: { criteria: TEMPLATE.criteria, notifyTemplate },
    });
    const read = await ask('GET', '/v1/course/batch/read/b-live');
    expect(read.body.result['response']).toMatchObject({
      cert_templates: {
        'tpl-1': { ...TEMPLATE, url: '', notifyTemplate },
      },
    });
  });

  it.each([
    [{ assessment: { score: { '>=': 80 } } }, { operator: '>=', percent: 80 }],
    [{ assessment: { score: { eq: 99.5 } } }, { operator: 'eq', percent: 99.5 }],
    [{ assessment: { score: 100 } }, { operator: 'eq', percent: 100 }],
  ])('reads the score criterion %j', async (criteria, score) => {
    const { ask, engine } = await given();
    await ask('PATCH', ADD, body({ criteria }));
    const template = engine.catalogue.batch('b-live' as never)?.templates['tpl-1' as never];
    expect(template?.criteria).toEqual({ enrolmentStatus: null, score, user: null });
  });

  it.each(['user', 'users'])('reads the criterion %s', async (name) => {
    const { ask, engine } = await given();
    await ask('PATCH', ADD, body({ criteria: { [name]: { rootOrgId: 'org-1' } } }));
    const template = engine.catalogue.batch('b-live' as never)?.templates['tpl-1' as never];
    expect(template?.criteria.user).toEqual({ rootOrgId: 'org-1' });
  });

  const signatory = TEMPLATE.signatoryList[0];
  it.each([
    ['issuer.name', { issuer: { url: 'https://x.example' } }, 'template.issuer.name'],
    ['issuer.url', { issuer: { name: 'x' } }, 'template.issuer.url'],
    ['an issuer', { issuer: null }, 'template.issuer.name'],
    ['signatories', { signatoryList: [] }, 'template.signatoryList'],
    ['a name', { signatoryList: [{ ...signatory, name: ' ' }] }, 'template.signatoryList[0].name'],
    ['an id', { signatoryList: [{ ...signatory, id: '' }] }, 'template.signatoryList[0].id'],
    [
      'a designation',
      { signatoryList: [signatory, { ...signatory, designation: null }] },
      'template.signatoryList[1].designation',
    ],
    [
      'an image',
      { signatoryList: [{ ...signatory, image: 7 }] },
      'template.signatoryList[0].image',
    ],
    ['an SVG', { url: 'https://x.example/a.png' }, 'template.url'],
    [
      'a small image',
      { signatoryList: [{ ...signatory, image: 'x'.repeat(1001) }] },
      'template.signatoryList[0].image',
    ],
    ['criteria', { criteria: null }, 'criteria'],
    ['some criterion', { criteria: {} }, 'Enrollment or Status'],
    ['one enrolment criterion', { criteria: { enrollment: { status: 2, x: 1 } } }, 'Enrollment'],
    ['a known operator', { criteria: { assessment: { score: { '~': 1 } } } }, 'Score'],
    ['an object as issuer', { issuer: 'x' }, 'issuer'],
    ['a list of signatories', { signatoryList: {} }, 'signatoryList'],
    ['an identifier', { identifier: '' }, 'identifier'],
  ])('is refused for want of %s, which it names', async (_, differing, parameter) => {
    const { ask, engine } = await given();
    const reply = await ask('PATCH', ADD, body(differing));
    expect(reply.status).toBe(400);
    expect(reply.body.params['errmsg']).toContain(parameter);
    expect(engine.catalogue.batch('b-live' as never)?.templates).toEqual({});
  });

  it('of a signatory without an attribute has the code of upstream', async () => {
    const { ask } = await given();
    const reply = await ask('PATCH', ADD, body({ signatoryList: [{ name: 'x' }] }));
    expect(reply.body.params['err']).toBe('INVALID_DATA');
    expect(reply.body.params['errmsg']).toContain('Signatory list missing attribute');
  });

  it.each(['1y', '30d', '2030-12-31'])('keeps how long it is in force: %s', async (expiry) => {
    const { ask, engine } = await given();
    await ask('PATCH', ADD, body({ expiry }));
    const template = engine.catalogue.batch('b-live' as never)?.templates['tpl-1' as never];
    expect(template?.extras['expiry']).toBe(expiry);
  });

  it.each(['for long', 5])('is refused with the expiry %j', async (expiry) => {
    const { ask } = await given();
    const { status, body: answer } = await ask('PATCH', ADD, body({ expiry }));
    expect([status, answer.params['err']]).toEqual([400, 'INVALID_PARAMETER_VALUE']);
    expect(answer.params['errmsg']).toContain('template.expiry');
  });

  it('takes the address of an SVG', async () => {
    const { ask } = await given();
    const reply = await ask('PATCH', ADD, body({ url: 'https://x.example/a.svg' }));
    expect(reply.status).toBe(200);
  });

  it.each([
    ['the batch', { batchId: 'b-none' }, 'No such batchId exists'],
    ['its course', { courseId: 'do_other' }, 'batchId is not linked with courseId'],
  ])('is refused when it does not know %s', async (_, batch, message) => {
    const { ask } = await given();
    const reply = await ask('PATCH', ADD, body({}, batch));
    expect([reply.status, reply.body.params['err'], reply.body.params['errmsg']]).toEqual([
      400,
      null,
      message,
    ]);
  });
});

describe('removing a template', () => {
  it('takes it off and leaves others', async () => {
    const { ask, engine } = await given();
    await ask('PATCH', ADD, body());
    await ask('PATCH', ADD, body({ identifier: 'tpl-2' }));
    const reply = await ask('PATCH', REMOVE, body());
    expect(reply.body.result).toEqual({ response: 'SUCCESS' });
    expect(Object.keys(engine.catalogue.batch('b-live' as never)!.templates)).toEqual(['tpl-2']);
  });
});
