import { configDefaults, defineConfig } from 'vitest/config';

const SYSTEM = 'test/system/**/*.test.ts';
const REAL = 'test/**/*.real.test.ts';
const BROWSER = 'test/browser/**/*.test.ts';
const BUILD = 'test/system/build.ts';

export default defineConfig({
  test: {
    reporters: ['default', './scripts/closing-line.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'parts',
          include: ['test/**/*.test.ts', 'props/**/*.{test,props}.ts'],
          exclude: [...configDefaults.exclude, SYSTEM, REAL, BROWSER],
        },
      },
      {
        extends: true,
        test: {
          name: 'system',
          include: [SYSTEM],
          exclude: [...configDefaults.exclude, REAL],
          globalSetup: BUILD,
        },
      },
      {
        extends: true,
        test: { name: 'browser', include: [BROWSER], globalSetup: BUILD },
      },
      {
        extends: true,
        test: {
          name: 'real',
          include: [REAL],
          globalSetup: [BUILD, 'test/real/set-up.ts'],
          // After all others, two files at a time: they wait for servers more than they compute.
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
          testTimeout: 120_000,
          hookTimeout: 240_000,
        },
      },
    ],
  },
});
