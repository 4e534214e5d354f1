/** A client of a running server: requests in Sunbird's form, answers as plain data. */

export interface Answer {
  readonly status: number;
  /** `result` of the envelope. */
  readonly result: Fields;
  readonly errmsg: string;
}

export type Fields = Readonly<Record<string, unknown>>;

export interface Enrolment {
  readonly status: number;
  readonly progress: number;
  readonly contentStatus: Readonly<Record<string, number>>;
  readonly issuedCertificates: readonly {
    identifier: string;
    name: string;
    lastIssuedOn: string;
  }[];
}

export class Client {
  readonly url: string;

  constructor({ url }: { readonly url: string }) {
    this.url = url;
  }

  /** Sends `request` in its envelope as `user`; rejects when there is no answer. */
  async call(method: string, path: string, user: string, request?: Fields): Promise<Answer> {
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: { 'content-type': 'application/json', 'x-authenticated-userid': user },
      ...(request === undefined ? {} : { body: JSON.stringify({ request }) }),
    });
    const body = (await response.json()) as {
      readonly result?: Fields;
      readonly params?: { readonly errmsg?: string | null };
    };
    const errmsg = body.params?.errmsg ?? '';
    return { status: response.status, result: body.result ?? {}, errmsg };
  }

  /** As `call`, for what must succeed. */
  async done(method: string, path: string, user: string, request?: Fields): Promise<Fields> {
    const answer = await this.call(method, path, user, request);
    if (answer.status !== 200) throw new Error(`${method} ${path}: ${JSON.stringify(answer)}`);
    return answer.result;
  }

  /** Reports one content as completed. */
  complete(user: string, place: Place, content: string): Promise<Answer> {
    const contents = [{ contentId: content, ...place, status: 2 }];
    return this.call('PATCH', '/v1/content/state/update', user, { userId: user, contents });
  }

  /** The learner's one enrolment as the list shows it. */
  async enrolment(user: string): Promise<Enrolment> {
    const { courses } = await this.done('GET', `/v1/user/courses/list/${user}`, user);
    const [only, ...others] = courses as readonly Enrolment[];
    if (only === undefined || others.length > 0) throw new Error(`one enrolment of ${user}`);
    return only;
  }

  explain(user: string, { courseId, batchId }: Place): Promise<Answer> {
    const path = `/v1/learner/${user}/course/${courseId}/batch/${batchId}/explain`;
    return this.call('GET', path, user);
  }

  /** Fetches a path or an address as it is. */
  async fetch(path: string, accept = '*/*'): Promise<{ type: string; body: Buffer }> {
    const response = await fetch(new URL(path, this.url), { headers: { accept } });
    const body = Buffer.from(await response.arrayBuffer());
    if (!response.ok) throw new Error(`${path}: ${response.status} ${body.toString()}`);
    return { type: response.headers.get('content-type') ?? '', body };
  }
}

export interface Place {
  readonly courseId: string;
  readonly batchId: string;
}
