/**
 * Unicode's bidirectional algorithm, by `bidi-js`. Its types describe a module with a default
 * export; the file that Node loads is the factory itself, hence the assertion.
 */
import * as library from 'bidi-js';

type Factory = (typeof library)['default']['default'];

export const BIDI = (library as unknown as { readonly default: Factory }).default();
