// Which room may import what: cruises the tree, then the same tree with violations planted in it, each of which must be found.
import './typescript-for-rooms.mjs';
import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cruise } from 'dependency-cruiser';
import { plantViolations, violations } from './planted-violations.mjs';

const rules = createRequire(import.meta.url)('../rules/rooms.cjs');
const TREE = ['packages', 'subgraphs', 'gateway', 'web', 'e2e', 'bench'].filter((folder) => existsSync(folder));
const SOURCE = /(?<!\.d)\.tsx?$/;

async function breaches() {
  const { output } = await cruise(TREE, { ruleSet: { forbidden: rules.forbidden }, ...rules.options, validate: true });
  const found = output.summary.violations.map(({ rule, from, to }) => ({ rule: rule.name, from, to }));
  const cruised = output.modules.filter(({ source }) => SOURCE.test(source) && !source.includes('node_modules')).length;
  return { found, cruised };
}

function sourceFiles() {
  return TREE.flatMap((folder) => readdirSync(folder, { recursive: true }).map((name) => `${folder}/${name}`)).filter(
    (path) => SOURCE.test(path) && !/(^|\/)(node_modules|dist)\//.test(path),
  );
}

const { found, cruised } = await breaches();
for (const { rule, from, to } of found) console.error(`${rule}: ${from} -> ${to}`);

const files = sourceFiles().length;
if (cruised < files) console.error(`Only ${cruised} of ${files} source files were read.`);

const { copy, remove } = plantViolations(TREE);
const root = process.cwd();
let missed;
try {
  process.chdir(copy);
  const planted = await breaches();
  missed = violations.filter(
    ({ rule, file }) => !planted.found.some((breach) => breach.rule === rule && (breach.from === file || breach.to === file)),
  );
} finally {
  process.chdir(root);
  remove();
}
for (const { rule, file } of missed) console.error(`A planted violation was not found: ${rule} in ${file}`);

const clean = found.length === 0 && cruised >= files && missed.length === 0;
console.log(
  `rooms: ${cruised} files, ${found.length} violations; ${violations.length - missed.length} of ${violations.length} planted ones found`,
);
process.exit(clean ? 0 : 1);
