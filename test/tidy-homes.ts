/** Where each package may be imported. `tidy-rules.ts` holds the repository to it. */

/** Packages that are confined, so that each can be replaced in one place. */
export const HOME_OF: Readonly<Record<string, string>> = {
  nact: 'src/actors/nact.ts',
  lmdb: 'src/persistence/lmdb/',
  msgpackr: 'src/persistence/',
  '@zip.js/zip.js': 'src/reports/protected-sink.ts',
  'cassandra-driver': 'src/persistence/cassandra/',
  kafkajs: 'src/persistence/kafka/',
  ioredis: 'src/persistence/redis/',
  fastify: 'src/gateway/http/',
  pdfmake: 'src/certificates/pdf/base-sheet.ts',
  harfbuzzjs: 'src/certificates/page/',
  'bidi-js': 'src/certificates/page/bidi.ts',
  saxes: 'src/certificates/template/xml-tree.ts',
  '@resvg/resvg-wasm': 'src/certificates/formats/png.ts',
  commander: 'src/cli',
  croner: 'src/cron.ts',
  'prom-client': 'src/telemetry/metrics.ts',
  '@opentelemetry/api': 'src/telemetry/traces.ts',
  'env-schema': 'src/config.ts',
  oauth4webapi: 'src/gateway/console/provider.ts',
  preact: 'src/gateway/console/',
  uplot: 'src/gateway/console/',
};
