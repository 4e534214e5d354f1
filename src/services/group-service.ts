/**
 * The group service: who belongs to a group. Asked with the token of whoever asks Laurel, since the
 * service shows a group to its members alone.
 *
 * Source: `reference/lms.md` 4.1.
 */
import { err, ok, type Result } from '../domain/result.js';
import { listOf, own, serviceAnswer } from './answer.js';
import type { HttpService } from './http-service.js';

export interface GroupService {
  /** The members as the service describes them; a group without any has none. */
  members(
    groupId: string,
    userToken: string,
  ): Promise<Result<readonly unknown[], { readonly detail: string }>>;
}

export const GROUP_READ_PATH = '/private/v1/group/read/';

/** Groups of the service that `httpWith` makes for each set of headers. */
export const groupService = (
  httpWith: (headers: Readonly<Record<string, string>>) => HttpService,
): GroupService => ({
  members: async (groupId, userToken) => {
    const http = httpWith({ 'x-authenticated-user-token': userToken });
    const answer = await http.get(
      `${GROUP_READ_PATH}${encodeURIComponent(groupId)}?fields=members`,
    );
    if (!answer.ok) return err({ detail: answer.error.detail });
    const { status, body } = answer.value;
    if (status !== 200) return err({ detail: `the group service answered ${String(status)}` });
    return ok(listOf(own(serviceAnswer(body).result, 'members')));
  },
});
