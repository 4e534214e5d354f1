import { describe, expect, it } from 'vitest';
import { err, ok } from '../../src/domain/result.js';
import { templateService } from '../../src/services/template-service.js';
import { answered, fakeService } from './given.js';

const TEMPLATE =
  '/asset/v4/read/tpl%2F1?fields=certType,artifactUrl,issuer,signatoryList,name,data';
const stored = { name: 'Merit', artifactUrl: 'https://x.example/a.svg' };

describe('A certificate template', () => {
  it.each([
    ['is what the service keeps', answered(200, { result: { asset: stored } }), ok(stored)],
    ['may be kept as a content', answered(200, { result: { content: stored } }), ok(stored)],
    ['is not there where the service has none', answered(404, {}), ok(null)],
    ['cannot be read where the answer has none', answered(200, { result: {} }), ok(undefined)],
    [
      'is not known where the service fails',
      answered(500, {}),
      err({ detail: 'the content service answered 500' }),
    ],
  ])('%s', async (_, answer, expected) => {
    const http = fakeService({ [TEMPLATE]: answer });

    expect(await templateService(http).template('tpl/1')).toEqual(expected);
  });

  it('is not known where nobody answers', async () => {
    expect((await templateService(fakeService({})).template('tpl/1')).ok).toBe(false);
  });
});
