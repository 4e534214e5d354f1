import { configDefaults, defineConfig } from 'vitest/config';

const SYSTEM = 'test/system/**/*.test.ts';

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
          exclude: [...configDefaults.exclude, SYSTEM],
        },
      },
      {
        extends: true,
        test: { name: 'system', include: [SYSTEM], globalSetup: 'test/system/build.ts' },
      },
    ],
  },
});
