/**
 * Sunbird's parts, each of which Laurel can take over alone: what is done here, and what is left to
 * the services that did it before.
 */
export const ROLES = [
  'api',
  'aggregator',
  'assessment',
  'certificates',
  'user-cache',
  'reports',
] as const;

export type Role = (typeof ROLES)[number];

/** Reads a list with commas between; `null` = it names something that is no role. */
export function parseRoles(text: string): ReadonlySet<Role> | null {
  if (text.trim() === 'all') return new Set(ROLES);
  const words = text.split(',').map((word) => word.trim());
  const roles = ROLES.filter((role) => words.includes(role));
  return roles.length === new Set(words).size ? new Set(roles) : null;
}
