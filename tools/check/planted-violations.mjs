// A rule that cannot fail is worse than none: one file for each, planted and looked for.
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const market = 'subgraphs/market/src';
const plant = (rule, file, imported) => ({ rule, file, text: `import '${imported}';\n` });

export const violations = [
  plant('domain-reaches-only-itself', `${market}/domain/planted.ts`, '../main/market.ts'),
  plant('domain-uses-only-its-packages', `${market}/domain/planted-package.ts`, '@marketgraph/bus'),
  plant('domain-uses-only-its-libraries', `${market}/domain/planted-library.ts`, 'zod'),
  plant('domain-is-pure', `${market}/domain/planted-core.ts`, 'node:fs'),
  plant('providers-reaches-only-domain', `${market}/providers/planted.ts`, '../main/market.ts'),
  plant('storage-reaches-only-domain', `${market}/storage/planted.ts`, '../main/market.ts'),
  plant('storage-uses-only-its-libraries', `${market}/storage/planted-library.ts`, 'graphql'),
  plant('pipeline-reaches-only-domain-storage', `${market}/pipeline/planted.ts`, '../main/market.ts'),
  plant('pipeline-uses-only-its-libraries', `${market}/pipeline/planted-library.ts`, 'pg'),
  plant('graphql-reaches-only-domain-storage', `${market}/graphql/planted.ts`, '../main/market.ts'),
  plant('graphql-uses-only-its-packages', `${market}/graphql/planted-package.ts`, '@marketgraph/postgres'),
  plant('main-uses-only-its-libraries', `${market}/main/planted-library.ts`, 'pg'),
  plant('packages-vocabulary-layer', 'packages/vocabulary/src/planted.ts', '@marketgraph/service'),
  plant('packages-bus-layer', 'packages/bus/src/planted.ts', '@marketgraph/postgres'),
  plant('subgraphs-never-import-each-other', `${market}/main/planted.ts`, '@marketgraph/accounts'),
  plant('only-the-local-stack-e2e-and-bench-start-subgraphs', 'gateway/src/planted.ts', '@marketgraph/market'),
  plant('gateway-uses-only-its-packages', 'gateway/src/planted-package.ts', '@marketgraph/postgres'),
  plant('only-the-bus-talks-to-redis', 'gateway/src/planted-redis.ts', 'ioredis'),
  plant('web-knows-the-system-only-through-its-schema', 'web/src/planted.ts', '@marketgraph/bus'),
  plant('features-never-import-each-other', 'web/src/features/planted-feature/planted.ts', '../planted-other/planted.ts'),
  plant('web-flows-app-features-charts-ui', 'web/src/ui/planted.ts', '../features/planted-other/planted.ts'),
  plant('web-ui-knows-nothing-of-the-product', 'web/src/ui/planted-words.ts', '../formatting/words.ts'),
  plant('test-kit-stays-in-tests', 'packages/service/src/planted.ts', '@marketgraph/test-kit'),
  plant('no-cycles', 'packages/events/src/planted-cycle.ts', './planted-cycle-back.ts'),
  plant('no-dumping-ground', 'gateway/src/utils/planted.ts', 'node:fs'),
  plant('no-unresolvable', 'gateway/src/planted-nowhere.ts', './nowhere.ts'),
];

const accomplices = [
  { file: 'packages/events/src/planted-cycle-back.ts', text: "import './planted-cycle.ts';\n" },
  { file: 'web/src/features/planted-other/planted.ts', text: 'export const planted = true;\n' },
  { file: 'gateway/src/planted-user.ts', text: "import './utils/planted.ts';\n" },
];

/**
 * Plants them in a copy of the tree, so that a check that is cut short leaves nothing behind.
 * The copy sees the same libraries, and the packages of its own.
 */
export function plantViolations(tree) {
  const copy = mkdtempSync(join(tmpdir(), 'marketgraph-rooms-'));
  const keep = (path) => !/(^|\/)(node_modules|dist|[.]data)(\/|$)/.test(path);
  for (const folder of tree) cpSync(folder, join(copy, folder), { recursive: true, filter: keep });
  const libraries = join(copy, 'node_modules');
  mkdirSync(libraries);
  for (const name of readdirSync('node_modules')) {
    if (name !== '@marketgraph') symlinkSync(resolve('node_modules', name), join(libraries, name));
  }
  cpSync('node_modules/@marketgraph', join(libraries, '@marketgraph'), { recursive: true, verbatimSymlinks: true });
  for (const { file, text } of [...violations, ...accomplices]) {
    mkdirSync(join(copy, dirname(file)), { recursive: true });
    writeFileSync(join(copy, file), text);
  }
  return { copy, remove: () => rmSync(copy, { recursive: true, force: true }) };
}
