/**
 * Who belongs to a group, as the group service knows it.
 *
 * Source: `reference/lms.md` 4.1.
 */
import type { Result } from '../domain/result.js';

export interface Groups {
  /**
   * The members of a group as the service describes them (`userId`, `name`, `role`, `status`,
   * `createdBy`), asked for with the caller's own token; '' = none.
   */
  members(
    groupId: string,
    userToken: string,
  ): Promise<Result<readonly unknown[], { readonly detail: string }>>;
}
