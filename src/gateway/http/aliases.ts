/**
 * The public path of each Sunbird route, as the API gateway in front of the LMS names it. One
 * table; every route is reachable by both.
 *
 * Source: `reference/lms.md` 0.1.
 */

const ALIASES: Readonly<Record<string, readonly string[]>> = {
  '/v1/content/state/update': ['/v1/user/content/state', '/api/course/v1/content/state/update'],
  '/v1/content/state/read': ['/api/course/v1/content/state/read'],
  '/private/v1/content/state/read': ['/api/course/private/v1/content/state/read'],
  '/v1/course/enroll': ['/api/course/v1/enrol'],
  '/v1/course/unenroll': ['/api/course/v1/unenrol'],
  '/v1/user/courses/list/:uid': ['/api/course/v1/user/enrollment/list/:uid'],
  '/private/v1/user/courses/list/:uid': ['/api/course/private/v1/user/enrollment/list/:uid'],
  '/v2/user/courses/list': ['/api/course/v2/user/enrollment/list'],
  '/private/v2/user/courses/list': ['/api/course/private/v2/user/enrollment/list'],
  '/v1/course/batch/create': ['/api/course/v1/batch/create'],
  '/v1/course/batch/update': ['/api/course/v1/batch/update'],
  '/v1/course/batch/read/:batchId': ['/api/course/v1/batch/read/:batchId'],
  '/v1/course/batch/search': ['/api/course/v1/batch/list'],
  '/v1/batch/participants/list': ['/api/course/v1/batch/participants/list'],
  '/v1/course/batch/cert/template/add': ['/api/course/batch/cert/v1/template/add'],
  '/v1/course/batch/cert/template/remove': ['/api/course/batch/cert/v1/template/remove'],
  '/v1/course/batch/cert/issue': ['/api/course/batch/cert/v1/issue'],
  '/v1/user/consent/update': ['/api/user/v1/consent/update'],
  '/v1/user/consent/read': ['/api/user/v1/consent/read'],
  '/v2/user/consent/read': ['/api/user/v2/consent/read'],
  '/v1/jobrequest/submit': ['/api/course/v1/jobrequest/submit'],
  '/v1/jobrequest/list/:tag': ['/api/course/v1/jobrequest/list/:tag'],
  '/certreg/v1/certs/search': ['/api/certreg/v1/certs/search'],
  '/certreg/v2/certs/search': ['/api/certreg/v2/certs/search'],
  '/certreg/v2/certs/download/:id': ['/api/certreg/v2/certs/download/:id'],
  '/v1/group/activity/agg': ['/api/data/v1/group/activity/agg'],
};

/** Every other path by which a service path is reachable. */
export const aliasesOf = (path: string): readonly string[] => ALIASES[path] ?? [];
