/** Answers of the user and framework services, and a service that gives them. */
import { err, ok } from '../../src/domain/result.js';
import type {
  HttpAnswer,
  HttpCall,
  HttpFailure,
  HttpService,
} from '../../src/services/http-service.js';

/** Answers by path; what has none is unreachable. `calls` are the requests made. */
export interface FakeService extends HttpService {
  readonly calls: string[];
  readonly answers: Map<string, HttpAnswer | HttpFailure>;
}

export function fakeService(
  answers: Readonly<Record<string, HttpAnswer | HttpFailure>>,
): FakeService {
  const service = { calls: [] as string[], answers: new Map(Object.entries(answers)) };
  const call = (method: string, path: string): HttpCall => {
    service.calls.push(`${method} ${path}`);
    const answer = service.answers.get(path) ?? unreachable(path);
    return Promise.resolve('kind' in answer ? err(answer) : ok(answer));
  };
  return {
    ...service,
    get: (path) => call('GET', path),
    post: (path) => call('POST', path),
    put: (path) => call('PUT', path),
    patch: (path) => call('PATCH', path),
    postLines: (path) => call('POST', path),
    getText: () => Promise.reject(new Error('no test asks for a text')),
    delete: (path) => call('DELETE', path),
  };
}

const unreachable = (path: string): HttpFailure => ({
  kind: 'unreachable',
  detail: `GET ${path}: ECONNREFUSED`,
});

export const answered = (status: number, body: unknown): HttpAnswer => ({ status, body });

/** A user as the user service answers one (case user-01-nine-events, user-1). */
export const userAnswer = (response: object): HttpAnswer =>
  answered(200, {
    responseCode: 'OK',
    params: { err: null },
    result: { response: { ...RESPONSE, ...response } },
  });

export const BLOCKED = answered(400, {
  responseCode: 'CLIENT_ERROR',
  params: { err: 'UOS_USRRED0006' },
  result: {},
});

export const frameworkAnswer = (...codes: readonly string[]): HttpAnswer =>
  answered(200, {
    responseCode: 'OK',
    result: { framework: { categories: codes.map((code) => ({ code })) } },
  });

export const CATEGORIES = ['board', 'medium', 'gradeLevel', 'subject', 'topic'];

const RESPONSE = {
  firstName: 'Utkarsha',
  lastName: 'Kapoor',
  encEmail: null,
  encPhone: null,
  language: ['English'],
  rootOrgId: '0127738024883077121',
  rootOrg: { orgName: 'Root Org2' },
  profileUserTypes: [
    { type: 'administrator', subType: 'hm' },
    { type: 'teacher' },
    { type: 'administrator', subType: 'crp' },
    { type: 'other' },
    { type: 'parent' },
  ],
  userLocations: [
    { type: 'state', name: 'Odisha', code: '21' },
    { type: 'district', name: 'CUTTACK', code: '2112' },
    { type: 'block', name: 'BLOCK1', code: '211' },
    { type: 'cluster', name: 'CLUSTER1', code: '211' },
    { type: 'school', name: 'DPS, MATHURA', code: '3183211' },
  ],
  userId: 'a962a4ff-b5b5-46ad-a9fa-f54edf1bcccb',
  status: 1,
  framework: {
    board: ['TestBoard-Health'],
    gradeLevel: ['Volunteers'],
    id: ['testboard_health'],
    medium: ['English'],
    subject: ['IRCS'],
  },
};
