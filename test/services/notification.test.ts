import { afterEach, describe, expect, it } from 'vitest';
import { feedLearner, notifyLearner } from '../../src/services/notification.js';
import { userService } from '../../src/services/user-service.js';
import { FACTS } from './facts.js';
import { standIn, type Reply, type StandIn } from './stand-in.js';

const TEMPLATE = { subject: 'Completion certificate', stateImgUrl: 'CLOUD/img.png', regards: 'M' };
const SETTINGS = {
  instanceName: 'Sunbird',
  cloudPlaceholder: 'CLOUD',
  cloudBaseUrl: 'https://cloud.example',
};
const READ = 'GET /private/user/v1/read/user001';
const NOTIFY = 'POST /v2/notification';
const FEED = 'POST /private/user/feed/v1/create';
const OK = { status: 200, body: { responseCode: 'OK' } };

let server: StandIn | null = null;
afterEach(() => server?.close());

describe('Telling a learner of a certificate', () => {
  it('sends a mail and, where there is a phone, a text message', async () => {
    const sent = await notify({ firstName: 'Asha', maskedPhone: '******0183' });

    expect(sent).toEqual({ kind: 'sent' });
    expect(server!.asked.map(({ call, body }) => [call, body])).toEqual([
      [READ, null],
      [NOTIFY, { request: { ...REQUEST, body: 'email body' } }],
      [NOTIFY, { request: { ...REQUEST, body: SHORT }, body: 'sms' }],
    ]);
  });

  it('sends no text message without a phone', async () => {
    await notify({ firstName: 'Asha' });

    expect(server!.asked.map(({ call }) => call)).toEqual([READ, NOTIFY]);
  });

  it('reads a template that came as text', async () => {
    await notify({ firstName: 'Asha' }, JSON.stringify(TEMPLATE));

    expect(server!.asked[1]!.body).toMatchObject({ request: REQUEST });
  });

  it('says where an image is, by either name that templates have for it', async () => {
    await notify(
      {},
      { stateImageUrl: 'CLOUD/a.png', stateImgUrl: 'CLOUD/b.png', regards: 'CLOUD' },
    );

    expect(server!.asked[1]!.body).toMatchObject({
      request: {
        stateImageUrl: 'https://cloud.example/a.png',
        stateImgUrl: 'https://cloud.example/b.png',
        regards: 'CLOUD',
      },
    });
  });

  it.each([[undefined], [null], ['no json'], ['"{}"'], ['[]'], [17]])(
    'is skipped where the template has no notification: %j',
    async (template) => {
      expect(await notify({ firstName: 'Asha' }, template)).toEqual({ kind: 'skipped' });
    },
  );

  it('is skipped for a blocked account', async () => {
    const body = { responseCode: 'CLIENT_ERROR', params: { err: 'USER_ACCOUNT_BLOCKED' } };

    expect(await notify({}, TEMPLATE, { [READ]: { status: 400, body } })).toEqual({
      kind: 'skipped',
    });
  });

  it.each([[READ], [NOTIFY]])('fails when %s is answered 500', async (call) => {
    const sent = await notify({ firstName: 'Asha' }, TEMPLATE, {
      [call]: { status: 500, body: {} },
    });

    expect(sent.kind).toBe('failed');
  });
});

describe('The entry in the feed', () => {
  it('names the course and the learner', async () => {
    server = await standIn({ [FEED]: OK });

    const sent = await feedLearner(server.http, { ...FACTS, courseName: 'A "quoted" title' });

    expect(sent).toEqual({ kind: 'sent' });
    const actionData = {
      actionType: 'certificateUpdate',
      title: 'A "quoted" title',
      description: 'You have earned a certificate! Download it from your profile page.',
      identifier: 'do_11309999837886054415',
    };
    const data = { type: 1, actionData };
    const request = { userId: 'user001', category: 'Notification', priority: 1, data };
    expect(server.asked).toEqual([{ call: FEED, authorization: 'token', body: { request } }]);
  });

  it('fails when it is refused', async () => {
    server = await standIn({});

    expect((await feedLearner(server.http, FACTS)).kind).toBe('failed');
  });
});

const REQUEST = {
  subject: 'Completion certificate',
  stateImgUrl: 'https://cloud.example/img.png',
  regards: 'M',
  firstName: 'Asha',
  TrainingName: 'new course may23',
  heldDate: '2021-05-24',
  recipientUserIds: ['user001'],
};
const SHORT =
  'Congratulations! Download your course certificate from your profile page. If you have a ' +
  'problem downloading it on the mobile, update your Sunbird app';

async function notify(
  response: unknown,
  ...[template, but]: [template?: unknown, but?: Readonly<Record<string, Reply>>]
): ReturnType<typeof notifyLearner> {
  const read = { status: 200, body: { responseCode: 'OK', result: { response } } };
  server = await standIn({ [READ]: read, [NOTIFY]: OK, ...but });
  const { http } = server;
  const wanted = arguments.length > 1 ? template : TEMPLATE;
  const deps = { http, users: userService(http, ''), settings: SETTINGS };
  return notifyLearner(deps, FACTS, wanted, '2021-05-24');
}
