/**
 * The addresses of the console's pages, one for each page: the server answers the pages' shell for
 * these and no others, and the pages find out by the same list where they are.
 */
export const CONSOLE_PATHS = {
  overview: '/',
  courses: '/courses',
  course: '/courses/:course',
  batches: '/batches',
  batch: '/batches/:batch',
  criteria: '/batches/:batch/what-if',
  learners: '/learners',
  learner: '/learners/:learner',
  certificates: '/certificates',
  reports: '/reports',
  letters: '/dead-letters',
  letter: '/dead-letters/:source/:position',
  settings: '/settings',
  signIn: '/sign-in',
} as const;

export type ConsolePage = keyof typeof CONSOLE_PATHS;

/** The address of a page with its parameters filled in, escaped. */
export function consolePath(
  page: ConsolePage,
  parameters: Readonly<Record<string, string>> = {},
): string {
  return CONSOLE_PATHS[page].replace(/:(\w+)/g, (_, name: string) =>
    encodeURIComponent(parameters[name] ?? ''),
  );
}
