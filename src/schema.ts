/** Who makes missing tables and topics. Part of the composition root. */
import type { Config } from './config.js';

/**
 * Whether they are made at start: always on one machine, where nobody else would, and in a cluster
 * when it is asked for; else `laurel migrate` makes them.
 */
export const makesSchema = ({
  createSchema,
  profile,
}: Pick<Config, 'createSchema' | 'profile'>): boolean =>
  createSchema === 'yes' || (createSchema === 'auto' && profile === 'embedded');
