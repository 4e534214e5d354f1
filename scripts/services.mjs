/**
 * Real servers without containers, for tests, benchmarks and trying Laurel's cluster profile: a
 * Cassandra, a Kafka and a Redis on free loopback ports. `services/` has the parts.
 *
 *     node scripts/services.mjs up      prints their settings as KEY=value lines on stdout
 *     node scripts/services.mjs down    stops what `up` started
 */
import process from 'node:process';
import { setUp } from './setup.mjs';

setUp({ build: false });
const { register } = await import('tsx/esm/api');
register();
const { services } = await import('./services/main.ts');
try {
  process.exitCode = await services(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`laurel: ${error.message}\n`);
  process.exitCode = 1;
}
